"""Sections on pages: a copy of a saved one, a place that shows a shared one, and the ways between the two."""

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
from app.tree.model import Operation, Place, Tree, ids_from
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
    """Add a copy of a section that the page's site keeps. Raises NotFound, and what adding a block raises."""
    data = get_saved(saved_id, site_id=_site_of(page_id)).data

    def build(tree: Tree, place: Place) -> Operation:
        make_id = ids_from(gesture.operation_id)
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
            make_id=ids_from(gesture.operation_id),
            rules=current_registry(),
        )

    return blocks.insert_where_allowed(page_id, build, slot=slot, after=after, near=near, gesture=gesture)


def share_block(
    page_id: UUID, block_id: str, *, name: str, part: SitePart | None = None, gesture: Gesture
) -> Applied:
    """Make a block a section that other pages can show too; the page shows it where the block was.

    With `part` every page without its own shows it as its header or footer. Raises NotFound, Invalid, Conflict.
    """
    section_id = uuid5(gesture.operation_id, "section")

    def build(tree: Tree) -> Operation:
        operation = build_share(
            tree, block_id, str(section_id), make_id=ids_from(gesture.operation_id), rules=current_registry()
        )
        _add_section(page_id, section_id, name=clean_name(name), block=codecs.dump_block(tree, block_id))
        if part is not None:
            show_on_every_page(section_id, part=part)
        return operation

    return documents.apply(page_id, build, gesture=gesture, label=f"Shared {' '.join(name.split())}")


def detach_block(page_id: UUID, block_id: str, *, gesture: Gesture) -> Applied:
    """Put a copy of what a shared section holds in the place of the block that shows it.

    Raises NotFound, or Conflict when there is nothing to copy.
    """

    def build(tree: Tree) -> Operation:
        make_id = ids_from(gesture.operation_id)
        return build_detach(
            tree, block_id, lambda found: _section(page_id, found), make_id=make_id, rules=current_registry()
        )

    return documents.apply(page_id, build, gesture=gesture, label="Made a shared section a copy")


def _section(page_id: UUID, section_id: str) -> SharedSection:
    section = site_sections(_site_of(page_id)).get(section_id)
    if section is None:
        raise NotFound("We could not find that shared section. It may have been deleted.")
    return section


def _site_of(page_id: UUID) -> UUID:
    with transaction() as session:
        site_id = session.scalar(select(Page.site_id).where(Page.id == page_id, Page.deleted_at.is_(None)))
    if site_id is None:
        raise NotFound("We could not find that page. It may be in the trash.")
    return site_id


def _add_section(page_id: UUID, section_id: UUID, *, name: str, block: dict[str, Any]) -> None:
    """A document of its own that holds this block."""
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
