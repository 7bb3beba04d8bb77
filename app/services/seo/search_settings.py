"""Search and sharing settings of pages and sites, with their validation."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.components.fields import PICTURE_ADDRESS
from app.errors import Invalid
from app.services import audit, pages, sites
from app.tenancy import transaction

SUBJECTS = ("article", "event")
"""Structured-data types that a page can have besides WebPage."""
NAMES = ("{page}", "{site}", "{author}", "{tagline}")


@dataclass(frozen=True, kw_only=True)
class PageSearch:
    """Search settings of one page; '' means the default."""

    title: str = ""
    image: str = ""
    canonical: str = ""
    is_hidden: bool = False
    subject: str = ""
    """One of SUBJECTS."""
    date: str = ""
    """Publication date of an article or date of an event, in ISO format: 2027-03-15."""
    place: str = ""
    """Venue of an event."""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "PageSearch":
        """Parse the JSON stored in the page's row."""
        return cls(**{name: stored[name] for name in cls.__dataclass_fields__ if name in stored})


@dataclass(frozen=True, kw_only=True)
class SiteSearch:
    """Search settings of a whole site."""

    pattern: str = ""
    """Title pattern for all pages except the home page, with placeholders from NAMES."""
    image: str = ""
    is_hidden: bool = False
    keeps_ai_away: bool = False
    """True if robots.txt disallows AI crawlers."""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "SiteSearch":
        """Parse the JSON stored in the site's row."""
        return cls(**{name: stored[name] for name in cls.__dataclass_fields__ if name in stored})


def update_page_search(page_id: UUID, found: PageSearch, *, description: str) -> None:
    """Update a page's search settings. Raises NotFound or Invalid."""
    _check_image(found.image)
    if found.canonical and not found.canonical.startswith(("https://", "http://", "/")):
        raise Invalid("Start a full address with https://, or a path on your site with /.", field="canonical")
    _check_subject(found)
    with transaction():
        page = pages.get_page(page_id)
        page.search = asdict(found)
        page.meta_description = description
        audit.record("page.update", page.id, title=page.title)


def update_site_search(site_id: UUID, found: SiteSearch) -> None:
    """Update a site's search settings. Raises NotFound or Invalid."""
    _check_image(found.image)
    if found.pattern and "{page}" not in found.pattern:
        raise Invalid("Please keep {page} in the pattern: each page’s title goes there.", field="pattern")
    for name in re.findall(r"\{[^{}]*\}", found.pattern):
        if name not in NAMES:
            raise Invalid(
                f"{name} isn’t available here. You can use {', '.join(NAMES[:-1])} and {NAMES[-1]}.",
                field="pattern",
            )
    with transaction():
        site = sites.get_site(site_id)
        site.search = asdict(found)
        audit.record("site.update", site.id, name=site.name)


def _check_subject(found: PageSearch) -> None:
    if found.date:
        try:
            day = date.fromisoformat(found.date)
        except ValueError:
            day = None
        if day is None or day.isoformat() != found.date:
            raise Invalid("Please enter a date, such as 2027-03-15.", field="date")
    if found.subject == "event" and not found.date:
        raise Invalid("Please enter the date of the event.", field="date")
    if found.subject == "event" and not found.place:
        raise Invalid("Please enter the place of the event.", field="place")


def _check_image(address: str) -> None:
    if address and not PICTURE_ADDRESS.fullmatch(address):
        raise Invalid(
            "Please choose a picture, or enter a web address that starts with https://.", field="image"
        )
