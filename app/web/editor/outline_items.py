"""The outline: the page's blocks as a nested list, each with a short summary of its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.components.base import SHOW_ON
from app.components.sizes import hidden_label
from app.services.components import current_registry
from app.tree.model import ROOT, ROOT_SLOT, Node, Tree, format_address
from app.tree.rendering import SharedSection, section_of

TAGS = re.compile(r"<[^>]+>")
SUMMARY_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class OutlineSlot:
    """A slot of a block, and the blocks in it."""

    address: str
    label: str
    items: list["OutlineItem"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OutlineItem:
    """A block in the outline."""

    id: str
    label: str
    icon: str
    summary: str
    hidden: str
    """The screen sizes on which the block is hidden, as text; "" if none."""
    slots: list[OutlineSlot]

    @property
    def has_children(self) -> bool:
        """True if any of the block's slots has items."""
        return any(slot.items for slot in self.slots)


def outline(tree: Tree, sections: Mapping[str, object]) -> list[OutlineItem]:
    """Return the outline items of the page's top-level blocks; `sections` are the site's shared sections."""
    return [outline_item(tree, child, sections) for child in tree.root.children.get(ROOT_SLOT, ())]


def outline_item(tree: Tree, block_id: str, sections: Mapping[str, object]) -> OutlineItem:
    """Return the outline item of a block, including its descendants."""
    node = tree[block_id]
    component = current_registry().find(node.type)
    declared = component.slots if component else {}
    return OutlineItem(
        id=block_id,
        label=current_registry().label(node.type),
        icon=component.icon if component else "box",
        summary=section_name(node, sections) or summary(tree, block_id),
        hidden=hidden_label(SHOW_ON.hidden(node.props.get(SHOW_ON.name))),
        slots=[
            OutlineSlot(
                address=format_address(block_id, name),
                label=slot.label,
                items=[outline_item(tree, child, sections) for child in node.children.get(name, ())],
            )
            for name, slot in declared.items()
        ],
    )


def section_name(node: Node, sections: Mapping[str, object]) -> str:
    """Return the name of the shared section that a block shows; '' if none."""
    found = sections.get(section_of(node)) if section_of(node) else None
    return found.name if isinstance(found, SharedSection) else ""


def summary(tree: Tree, block_id: str) -> str:
    """Return the beginning of the block's first text field that is not empty."""
    node = tree[block_id]
    component = current_registry().find(node.type)
    if block_id == ROOT or component is None:
        return ""
    for name, declared in component.fields.items():
        value = node.props.get(name, "")
        if declared.text_kind and isinstance(value, str) and value.strip():
            text = " ".join(TAGS.sub(" ", value[:400]).split())
            return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1].rstrip() + "…"
    return ""
