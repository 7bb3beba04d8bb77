"""The pages of a site: list, order, addresses, trash, import and export."""

from app.services.pages.files import (
    export_file,
    import_file,
)
from app.services.pages.inbound_links import (
    Place,
    list_links_to,
    place_of,
)
from app.services.pages.not_found_page import (
    choose_missing_page,
    end_missing_page,
)
from app.services.pages.pages import (
    create_page,
    delete_page,
    get_home,
    get_page,
    list_pages,
    list_trash,
    make_home,
    move_page,
    restore_page,
    update_page,
)

__all__ = [
    "Place",
    "choose_missing_page",
    "create_page",
    "delete_page",
    "end_missing_page",
    "export_file",
    "get_home",
    "get_page",
    "import_file",
    "list_links_to",
    "list_pages",
    "list_trash",
    "make_home",
    "move_page",
    "place_of",
    "restore_page",
    "update_page",
]
