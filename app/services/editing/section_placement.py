"""Sections on pages: insert a saved copy, show a shared section, share a block, detach a shared section."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from app.errors import NotFound
from app.models import Page, PageKind, SitePart
from app.services import audit, documents
from app.services.components import current_registry
from app.services.documents import Applied, Gesture
from app.services.editing import blocks
from app.services.sections import check_limit, clean_name, get_saved, show_on_every_page, site_sections
from app.tenancy import transaction
from app.tree import codecs
from app.tree.model import Operation, Place, Tree, id_factory
from app.tree.operations import build_copy, build_detach, build_share, build_show
from app.tree.rendering import SharedSection


def insert_saved(
    page_id: UUID,
    saved_id: UUID,
    *,
    slot: str = "",
    after: str = "",
    near: str | None = None,
    gesture: Gesture,
) -> Applied:
    """Add a copy of a saved section from the page's site. Raises NotFound, and what adding a block raises."""
    data = get_saved(saved_id, site_id=_site_of(page_id)).data

    def build(tree: Tree, place: Place) -> Operation:
        make_id = id_factory(gesture.operation_id)
        return build_copy(tree, data, place=place, make_id=make_id, rules=current_registry())

    return blocks.insert_where_allowed(page_id, build, slot=slot, after=after, near=near, gesture=gesture)


def insert_shared(
    page_id: UUID,
    section_id: UUID,
    *,
    slot: str = "",
    after: str = "",
    near: str | None = None,
    gesture: Gesture,
) -> Applied:
    """Show a shared section on a page of its site.

    Raises NotFound, SectionInItself, and what adding a block raises.
    """
    section = _section(page_id, str(section_id))

    def build(tree: Tree, place: Place) -> Operation:
        return build_show(
            tree,
            str(section_id),
            section,
            place=place,
            make_id=id_factory(gesture.operation_id),
            rules=current_registry(),
        )

    return blocks.insert_where_allowed(page_id, build, slot=slot, after=after, near=near, gesture=gesture)


def share_block(
    page_id: UUID, block_id: str, *, name: str, part: SitePart | None = None, gesture: Gesture
) -> Applied:
    """Turn a block into a shared section and show that section in its place.

    With `part`, the section becomes the header or footer of every page that does not have its own.
    Raises NotFound, Invalid or Conflict.
    """
    section_id = uuid5(gesture.operation_id, "section")

    def build(tree: Tree) -> Operation:
        operation = build_share(
            tree,
            block_id,
            str(section_id),
            make_id=id_factory(gesture.operation_id),
            rules=current_registry(),
        )
        _add_section(page_id, section_id, name=clean_name(name), block=codecs.dump_block(tree, block_id))
        if part is not None:
            show_on_every_page(section_id, part=part)
        return operation

    return documents.apply(page_id, build, gesture=gesture, label=f"Shared {' '.join(name.split())}")


def detach_block(page_id: UUID, block_id: str, *, gesture: Gesture) -> Applied:
    """Replace a block that shows a shared section with a copy of the section's content.

    Raises NotFound, or Conflict if there is nothing to copy.
    """

    def build(tree: Tree) -> Operation:
        make_id = id_factory(gesture.operation_id)
        return build_detach(
            tree, block_id, lambda found: _section(page_id, found), make_id=make_id, rules=current_registry()
        )

    return documents.apply(page_id, build, gesture=gesture, label="Replaced a shared section with a copy")


def _section(page_id: UUID, section_id: str) -> SharedSection:
    section = site_sections(_site_of(page_id)).get(section_id)
    if section is None:
        raise NotFound("We couldn’t find that shared section. It may have been deleted.")
    return section


def _site_of(page_id: UUID) -> UUID:
    with transaction() as session:
        site_id = session.scalar(select(Page.site_id).where(Page.id == page_id, Page.deleted_at.is_(None)))
    if site_id is None:
        raise NotFound("We couldn’t find that page. It may be in the trash.")
    return site_id


def _add_section(page_id: UUID, section_id: UUID, *, name: str, block: dict[str, Any]) -> None:
    """Create the shared section's own document with this block."""
    site_id = _site_of(page_id)
    document = documents.initial_document({"root": {"props": {}}, "content": [block], "zones": {}})
    with transaction() as session:
        check_limit(session, site_id)
        session.add(
            Page(
                id=section_id,
                site_id=site_id,
                kind=PageKind.SECTION,
                slug="",
                title=name,
                in_menu=False,
                **document,
            )
        )
        session.flush()
        documents.record_references(section_id, documents.tree_at(section_id))
        audit.record("section.create", section_id, title=name)
