"""Shared sections as the renderer sees them: a tree that several pages show, each at a place of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.components.rendering import RenderContext
from app.tree.model import MAX_DEPTH, ROOT_SLOT, Block, Node, Tree, depth_of, walk

SHARED = "Shared"
"""Type of the block that shows a section; its prop `section` holds the section's id."""

PARTS: Mapping[str, str] = {"header": "Header", "footer": "Footer"}
"""What a site may show on every page, and the type that a page's own one has."""

MAX_CHAIN = 8
"""Sections in one another."""
MAX_EXPANDED = 10_000
"""Blocks of sections on one page: ten sections that hold ten others ten times would be more than a page."""


@dataclass(frozen=True)
class SharedSection:
    """A section as it is shown: what it is called and what it holds."""

    name: str
    tree: Tree

    @cached_property
    def height(self) -> int:
        """How many levels it takes."""
        return max(depth_of(self.tree, node.id) for node in walk(self.tree))

    @property
    def tops(self) -> tuple[str, ...]:
        """Ids of the blocks that stand in nothing else."""
        return self.tree.root.children.get(ROOT_SLOT, ())


def section_of(node: Node | Block) -> str:
    """The id of the section that a block shows, '' for none."""
    found = node.props.get("section") if node.type == SHARED else ""
    return found if isinstance(found, str) else ""


def sections_in(nodes: Iterable[Node | Block]) -> set[str]:
    """Ids of the sections that these show."""
    return {found for node in nodes if (found := section_of(node))}


def find_section(section_id: str, context: RenderContext) -> SharedSection | None:
    """The section, or None when it is not there."""
    if not section_id:
        return None
    context.used.sections.add(section_id)
    found = context.sections.get(section_id)
    return found if isinstance(found, SharedSection) else None


def why_hidden(section_id: str, section: SharedSection | None, context: RenderContext, *, depth: int) -> str:
    """What stands against showing a section below so many levels, in a sentence; '' for nothing."""
    if section is None:
        return "This shared section is not here any more."
    if not section.tops:
        return f"“{section.name}” is still empty."
    if section_id in context.inside or len(context.inside) >= MAX_CHAIN:
        return "A section can’t be shown inside itself."
    if depth + section.height > MAX_DEPTH or context.used.expanded > MAX_EXPANDED:
        return "There is more in here than one page can show."
    return ""


@dataclass(frozen=True, slots=True)
class Tops:
    """What stands in nothing else on a page: the types, where a section counts as what it holds, and the sections."""

    types: set[str]
    sections: set[str]


def tops_of(tree: Tree, context: RenderContext) -> Tops:
    """What stands in nothing else on a page."""
    tops = Tops(set(), set())
    waiting = [tree]
    while waiting:
        top = waiting.pop()
        for child in top.root.children.get(ROOT_SLOT, ()):
            node = top[child]
            if node.type != SHARED:
                tops.types.add(node.type)
            elif (section_id := section_of(node)) and section_id not in tops.sections:
                tops.sections.add(section_id)
                section = find_section(section_id, context)
                waiting += [section.tree] if section else []
    return tops


def part_of(part: str, tree: Tree, context: RenderContext, tops: Tops) -> str:
    """The section that the site shows on this page as its header or footer, '' for none.

    A page with its own, or one that leaves it out, takes none; nor does one that shows this very section.
    """
    if PARTS[part] in tops.types or leaves_out(part, tree):
        return ""
    context.used.parts.add(part)
    section_id = context.parts.get(part, "")
    section = None if section_id in tops.sections else find_section(section_id, context)
    return section_id if section and section.tops else ""


def covers(part: str, tree: Tree, context: RenderContext, tops: Tops) -> bool:
    """Whether the design's own header or footer has no place on this page."""
    if PARTS[part] in tops.types or leaves_out(part, tree) or context.parts.get(part, "") in tops.sections:
        return True
    return bool(part_of(part, tree, context, tops))


def leaves_out(part: str, tree: Tree) -> bool:
    """Whether this page is to have neither the site's header or footer nor the design's."""
    return tree.root.props.get(f"hide_{part}") is True
