"""Redirects from paths that have no page."""

from app.services.redirects.changes import (
    add_redirect,
    change_redirect,
    delete_redirect,
    delete_redirects_from,
    redirect_deleted_page,
)
from app.services.redirects.csv_files import (
    export_csv,
    import_csv,
    preview_csv,
    text_of,
)
from app.services.redirects.resolution import (
    AddressBook,
    get_redirect,
    list_redirects,
    read_address_book,
    redirects_to,
)

__all__ = [
    "AddressBook",
    "add_redirect",
    "change_redirect",
    "delete_redirect",
    "delete_redirects_from",
    "export_csv",
    "get_redirect",
    "import_csv",
    "list_redirects",
    "preview_csv",
    "read_address_book",
    "redirect_deleted_page",
    "redirects_to",
    "text_of",
]
