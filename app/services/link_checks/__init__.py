"""Broken links: internal links to missing pages, and external links, which are checked weekly."""

from app.services.link_checks.checking import (
    check_links,
)
from app.services.link_checks.report import (
    BrokenLink,
    Report,
    count_broken,
    list_broken,
    read_report,
)
from app.services.link_checks.requests import (
    TOPIC,
    list_due,
    request_check,
    request_due_check,
)

__all__ = [
    "TOPIC",
    "BrokenLink",
    "Report",
    "check_links",
    "count_broken",
    "list_broken",
    "list_due",
    "read_report",
    "request_check",
    "request_due_check",
]
