"""Page slugs: validation, suggestions and uniqueness within a site."""

import re
from uuid import UUID

from slugify import slugify
from sqlalchemy import select

from app.errors import Conflict, Invalid
from app.models import Page, PageKind
from app.tenancy import transaction

MAX_LENGTH = 120
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
# Names of files and folders that every published site contains.
_RESERVED = frozenset({"404", "assets", "feed", "index", "media", "robots", "sitemap", "static"})


def clean_slug(given: str) -> str:
    """Normalise and validate a slug. Raises Invalid, with a suggestion."""
    slug = given.strip().strip("/").lower()
    wish = suggest_slug(slug)
    if not _SLUG.fullmatch(slug) or len(slug) > MAX_LENGTH:
        hint = f" Try {wish}." if wish and wish != slug else ""
        raise Invalid(f"Please use letters a to z, digits and hyphens.{hint}", field="slug")
    if slug.split("/")[0] in _RESERVED:
        raise Invalid(f"This address is reserved. Try {slug}-page.", field="slug")
    return slug


def suggest_slug(title: str) -> str:
    """Derive a slug from a title; may be empty."""
    parts = (slugify(part)[:60].strip("-") for part in title.split("/"))
    return "/".join(part for part in parts if part)[:MAX_LENGTH].strip("-/")


def check_free(site_id: UUID, slug: str, *, exclude: UUID | None = None) -> None:
    """Raise Conflict, with a suggestion, if another page of the site (except `exclude`) has this slug."""
    taken = _taken(site_id, exclude=exclude)
    if slug in taken:
        raise Conflict(
            f"“{taken[slug]}” already has this address. Try {_next_free(slug, taken)}.", field="slug"
        )


def free_slug(site_id: UUID, wish: str) -> str:
    """The preferred slug, or the next free one with a number appended."""
    taken = _taken(site_id)
    return wish if wish not in taken and wish else _next_free(wish or "page", taken)


def _taken(site_id: UUID, *, exclude: UUID | None = None) -> dict[str, str]:
    query = select(Page.slug, Page.title).where(
        Page.kind == PageKind.PAGE, Page.site_id == site_id, Page.deleted_at.is_(None)
    )
    if exclude is not None:
        query = query.where(Page.id != exclude)
    with transaction() as session:
        return {row.slug: row.title for row in session.execute(query)}


def _next_free(slug: str, taken: dict[str, str]) -> str:
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
