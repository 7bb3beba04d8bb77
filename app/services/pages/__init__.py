"""The pages of a site: list, order, slugs, trash, import and export."""

from app.services.pages.files import (
    export_file,
    import_file,
)
from app.services.pages.inbound_links import (
    InboundLink,
    describe_link,
    list_inbound_links,
)
from app.services.pages.not_found_page import (
    set_not_found_page,
    unset_not_found_page,
)
from app.services.pages.pages import (
    create_page,
    delete_page,
    get_home,
    get_page,
    list_pages,
    list_trash,
    move_page,
    restore_page,
    set_home_page,
    update_page,
)

__all__ = [
    "InboundLink",
    "create_page",
    "delete_page",
    "describe_link",
    "export_file",
    "get_home",
    "get_page",
    "import_file",
    "list_inbound_links",
    "list_pages",
    "list_trash",
    "move_page",
    "restore_page",
    "set_home_page",
    "set_not_found_page",
    "unset_not_found_page",
    "update_page",
]
