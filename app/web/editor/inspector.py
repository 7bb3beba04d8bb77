"""The inspector: the fields of one block, in tabs, with their values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.components.fields import Field, walk_fields
from app.components.text import PAGE_ID
from app.errors import NotFound
from app.services.components import current_registry
from app.services.editing import get_page_row, page_facts
from app.services.sections import SectionCard, get_section
from app.tree.model import ROOT, Node, Tree, format_address
from app.tree.rendering import SHARED, section_of

TABS = (("content", "Content"), ("style", "Style"), ("advanced", "Advanced"))


@dataclass(frozen=True, kw_only=True)
class Input:
    """A field, and the value to show in its input."""

    field: Field
    value: Any


@dataclass(frozen=True, kw_only=True)
class Inspector:
    """The data of one block's field panel."""

    page_id: UUID
    revision: int
    """The page revision at which the values were read."""
    block_id: str
    label: str
    description: str
    icon: str
    is_known: bool
    permissions: frozenset[str]
    tabs: Sequence[tuple[str, str, Sequence[Input]]]
    places: Sequence[tuple[str, str, int]]
    """The block's slots: address, label and number of blocks."""
    parent_id: str
    links: Sequence[tuple[str, str]]
    """The pages that a link can target: id and title."""
    is_shared: bool
    section: SectionCard | None
    """The shared section that the block shows, if it exists."""


def inspect(page_id: UUID, tree: Tree, block_id: str, *, revision: int) -> Inspector:
    """Build the field panel of a block. Raises BlockGone."""
    node = tree[block_id]
    component = current_registry().find(node.type)
    fields = component.fields if component else {}
    inputs = [
        Input(field=each, value=each.shown(node.props.get(name, each.default)))
        for name, each in fields.items()
        if each.has_input
    ]
    tabs = [(key, title, [one for one in inputs if one.field.tab == key]) for key, title in TABS]
    return Inspector(
        page_id=page_id,
        revision=revision,
        block_id=block_id,
        label=current_registry().label(node.type),
        description=(component.__doc__ or "").strip().split("\n")[0] if component else "",
        icon=component.icon if component else "box",
        is_known=component is not None,
        permissions=component.permissions if component else frozenset({"drag", "delete", "duplicate"}),
        tabs=[tab for tab in tabs if tab[2]],
        places=[
            (format_address(block_id, name), slot.label, len(node.children.get(name, ())))
            for name, slot in (component.slots if component else {}).items()
        ],
        parent_id="" if node.parent == ROOT else node.parent,
        links=_links(page_id) if any(each.offers_pages for _, each in walk_fields(fields)) else (),
        is_shared=node.type == SHARED,
        section=_section(page_id, node),
    )


def _section(page_id: UUID, node: Node) -> SectionCard | None:
    section_id = section_of(node)
    try:
        section = get_section(UUID(section_id)) if PAGE_ID.fullmatch(section_id) else None
    except NotFound:
        return None
    is_here = section is not None and section.site_id == get_page_row(page_id).site_id
    return section if is_here else None


def _links(page_id: UUID) -> list[tuple[str, str]]:
    return [(page.id, page.title) for page in page_facts(get_page_row(page_id).site_id)]
