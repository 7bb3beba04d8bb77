"""The links of a site, and where each of them is."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from app.models import Page
from app.services import documents
from app.services.links import Place, place_of
from app.tenancy import transaction
from app.tree.links import FoundLink, links_in

MOST_PAGES = 5000
MOST_REMEMBERED = 10_000
_known: dict[UUID, tuple[int, tuple[FoundLink, ...]]] = {}
"""The links of pages as they were at a revision: a site's pages are asked for again and again, and few have changed."""


def links_of(site_id: UUID) -> Iterator[tuple[Place, str]]:
    """Every link of the site with its place, page by page."""
    query = select(Page.id, Page.title, Page.kind, Page.revision).where(
        Page.site_id == site_id, Page.deleted_at.is_(None)
    )
    with transaction() as session:
        rows = session.execute(query.order_by(Page.kind, Page.position, Page.id).limit(MOST_PAGES)).all()
    _learn({row.id: row.revision for row in rows if _known.get(row.id, (-1,))[0] != row.revision})
    for row in rows:
        for link in _known.get(row.id, (0, ()))[1]:
            yield place_of(row.id, row.title, row.kind, link), link.target


def outside(site_id: UUID) -> set[str]:
    """The addresses of other sites that the site links to."""
    return {target for _place, target in links_of(site_id) if is_outside(target)}


def is_outside(target: str) -> bool:
    """Whether it is an address elsewhere."""
    return target.startswith(("http://", "https://"))


def host_of(address: str) -> str:
    """Whom one would ask."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _learn(revisions: dict[UUID, int]) -> None:
    trees = documents.trees_holding(list(revisions), lambda _stored: True)
    if len(_known) + len(trees) > MOST_REMEMBERED:
        _known.clear()
    for page_id, tree in trees.items():
        _known[page_id] = (revisions[page_id], tuple(links_in(tree)))
