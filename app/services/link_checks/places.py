"""The links on a site and where they are."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from app.components.component_registry import ComponentRegistry
from app.models import Page
from app.services import documents
from app.services.components import current_registry
from app.services.pages import InboundLink, describe_link
from app.tenancy import transaction
from app.tree.text import FoundLink, links_in

MAX_PAGES = 5000
MAX_CACHED = 10_000
State = tuple[int, ComponentRegistry]
_cache: dict[UUID, tuple[State, tuple[FoundLink, ...]]] = {}
"""Each page's links, cached for its revision and component registry.

A site's pages are read repeatedly, and few of them change in between.
"""


def links_of(site_id: UUID) -> Iterator[tuple[InboundLink, str]]:
    """All links on the site as (place, target), page by page."""
    query = select(Page.id, Page.title, Page.kind, Page.revision).where(
        Page.site_id == site_id, Page.deleted_at.is_(None)
    )
    with transaction() as session:
        rows = session.execute(query.order_by(Page.kind, Page.position, Page.id).limit(MAX_PAGES)).all()
    found = _links_in({row.id: row.revision for row in rows})
    for row in rows:
        for link in found.get(row.id, ()):
            yield describe_link(row.id, row.title, row.kind, link), link.target


def external_addresses(site_id: UUID) -> set[str]:
    """The external URLs that the site links to."""
    return {target for _place, target in links_of(site_id) if is_external(target)}


def is_external(target: str) -> bool:
    """Whether the target is an external URL."""
    return target.startswith(("http://", "https://"))


def host_of(address: str) -> str:
    """The host and port of a URL; '' if it cannot be parsed."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _links_in(revisions: dict[UUID, int]) -> Mapping[UUID, tuple[FoundLink, ...]]:
    """The links of each page; only pages whose revision or registry changed are parsed again."""
    registry = current_registry()
    states = {page_id: (revision, registry) for page_id, revision in revisions.items()}
    known = {page_id: _cache.get(page_id, ((-1, registry), ())) for page_id in revisions}
    changed = [page_id for page_id, state in states.items() if known[page_id][0] != state]
    for page_id, tree in documents.trees_matching(changed, lambda _stored: True).items():
        known[page_id] = (states[page_id], tuple(links_in(tree, registry)))
    if len(_cache) + len(changed) > MAX_CACHED:
        _cache.clear()
    _cache.update({page_id: known[page_id] for page_id in changed})
    return {page_id: links for page_id, (_state, links) in known.items()}
