"""Inbound links: the links of a site that point to a given page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models import Page, PageKind
from app.services import documents
from app.services.components import current_registry
from app.tenancy import transaction
from app.tree.text import FoundLink, links_in

MAX_PAGES = 500


@dataclass(frozen=True, kw_only=True)
class InboundLink:
    """A link on a page or in a shared section."""

    page_id: UUID
    title: str
    is_section: bool
    block_id: str
    part: str
    text: str


def list_inbound_links(page_id: UUID) -> Sequence[InboundLink]:
    """Every link to this page in the current drafts of other pages."""
    registry = current_registry()
    candidates = documents.find_candidate_pages(str(page_id), limit=MAX_PAGES)
    query = select(Page.id, Page.title, Page.kind).where(Page.id.in_(candidates), Page.id != page_id)
    with transaction() as session:
        rows = session.execute(query.order_by(Page.kind, Page.position, Page.id)).all()
    return [
        describe_link(row.id, row.title, row.kind, link)
        for row in rows
        for link in links_in(documents.tree_at(row.id), registry)
        if link.page == str(page_id)
    ]


def describe_link(page_id: UUID, title: str, kind: str, link: FoundLink) -> InboundLink:
    """Describe where a link is, with the author-facing label of its block."""
    component = current_registry().find(link.block_type)
    return InboundLink(
        page_id=page_id,
        title=title,
        is_section=kind == PageKind.SECTION,
        block_id=link.block_id,
        part=component.display_label if component else link.block_type,
        text=link.text,
    )
