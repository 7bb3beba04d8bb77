"""Find and replace: on one page, or over all pages of a site."""

from app.services.finding.replacing import PageReplaced, SiteReplaced, replace_in_page, replace_in_site
from app.services.finding.searching import (
    MOST_HITS,
    SETTINGS,
    Found,
    PageFound,
    find_in_page,
    find_in_site,
)
from app.services.finding.settings import SettingChange
from app.services.finding.taking_back import PageTakenBack, take_back

__all__ = [
    "MOST_HITS",
    "SETTINGS",
    "Found",
    "PageFound",
    "PageReplaced",
    "PageTakenBack",
    "SettingChange",
    "SiteReplaced",
    "find_in_page",
    "find_in_site",
    "replace_in_page",
    "replace_in_site",
    "take_back",
]
