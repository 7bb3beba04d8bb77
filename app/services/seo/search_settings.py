"""How pages look in search results and when they are shared: what authors may say, and what stands otherwise."""

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
"""What a page may be about, beside being a page."""
NAMES = ("{page}", "{site}", "{author}", "{tagline}")


@dataclass(frozen=True, kw_only=True)
class PageSearch:
    """Of one page; '' for what stands by itself."""

    title: str = ""
    image: str = ""
    canonical: str = ""
    is_hidden: bool = False
    subject: str = ""
    """One of SUBJECTS."""
    date: str = ""
    """When an article first came out, or an event is: 2027-03-15."""
    place: str = ""
    """Where an event is."""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "PageSearch":
        """As it is kept in the page's row."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})


@dataclass(frozen=True, kw_only=True)
class SiteSearch:
    """Of all pages of a site."""

    pattern: str = ""
    """The title of pages but the first, with `{page}` and others of NAMES in it."""
    image: str = ""
    is_hidden: bool = False
    keeps_ai_away: bool = False
    """Whether robots.txt asks those who read for AI to stay away."""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "SiteSearch":
        """As it is kept in the site's row."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})


def update_page_search(page_id: UUID, found: PageSearch, *, description: str) -> None:
    """Change how a page looks to search engines. Raises NotFound or Invalid."""
    _check_image(found.image)
    if found.canonical and not found.canonical.startswith(("https://", "http://", "/")):
        raise Invalid("An address starts with https://, a path with /.", field="canonical")
    _check_subject(found)
    with transaction():
        page = pages.get_page(page_id)
        page.search = asdict(found)
        page.meta_description = description
        audit.record("page.update", page.id, title=page.title)


def update_site_search(site_id: UUID, found: SiteSearch) -> None:
    """Change how all pages look to search engines. Raises NotFound or Invalid."""
    _check_image(found.image)
    if found.pattern and "{page}" not in found.pattern:
        raise Invalid("Please keep {page} in it: that is where each page’s title goes.", field="pattern")
    for name in re.findall(r"\{[^{}]*\}", found.pattern):
        if name not in NAMES:
            raise Invalid(
                f"We do not know {name}. You can use {', '.join(NAMES[:-1])} and {NAMES[-1]}.",
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
            raise Invalid("Please give a day, such as 2027-03-15.", field="date")
    if found.subject == "event" and not found.date:
        raise Invalid("Please say when it is.", field="date")
    if found.subject == "event" and not found.place:
        raise Invalid("Please say where it is.", field="place")


def _check_image(address: str) -> None:
    if address and not PICTURE_ADDRESS.fullmatch(address):
        raise Invalid("A picture’s address starts with https://.", field="image")
