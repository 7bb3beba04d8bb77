"""Find and replace on one page or on all pages of a site."""

from app.services.find_and_replace.page_settings import (
    SettingChange,
)
from app.services.find_and_replace.replacement import (
    replace_in_page,
    replace_in_site,
)
from app.services.find_and_replace.search import (
    MAX_HITS,
    SETTINGS,
    Found,
    find_in_page,
    find_in_site,
)
from app.services.find_and_replace.site_undo import (
    undo_replacements,
)

__all__ = [
    "MAX_HITS",
    "SETTINGS",
    "Found",
    "SettingChange",
    "find_in_page",
    "find_in_site",
    "replace_in_page",
    "replace_in_site",
    "undo_replacements",
]
