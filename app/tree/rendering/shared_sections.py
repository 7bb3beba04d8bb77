"""Shared sections, as the renderer sees them: trees that several pages include."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.components.rendering import RenderContext
from app.tree.model import MAX_DEPTH, ROOT_SLOT, Block, Node, Tree, depth_of, walk

SHARED = "Shared"
"""Type of the block that includes a section; its prop `section` is the section's id."""

PARTS: Mapping[str, str] = {"header": "Header", "footer": "Footer"}
"""The parts that a site may show on every page, each with the type of block that replaces it on a page."""

MAX_SECTION_NESTING = 8
"""Maximum nesting depth of sections inside sections."""
MAX_EXPANDED = 10_000
"""Maximum number of blocks from sections on one page, since nested sections can multiply."""


@dataclass(frozen=True)
class SharedSection:
    """The name and the blocks of a shared section."""

    name: str
    tree: Tree

    @cached_property
    def height(self) -> int:
        """The number of nesting levels in the section."""
        return max(depth_of(self.tree, node.id) for node in walk(self.tree))

    @property
    def top_level(self) -> tuple[str, ...]:
        """The ids of the section's top-level blocks."""
        return self.tree.root.children.get(ROOT_SLOT, ())


def section_of(node: Node | Block) -> str:
    """The id of the section that a block includes, or '' if it includes none."""
    found = node.props.get("section") if node.type == SHARED else ""
    return found if isinstance(found, str) else ""


def sections_in(nodes: Iterable[Node | Block]) -> set[str]:
    """The ids of the sections that these blocks include."""
    return {found for node in nodes if (found := section_of(node))}


def find_section(section_id: str, context: RenderContext) -> SharedSection | None:
    """The section, or None if it does not exist. Records the lookup in `context.used`."""
    if not section_id:
        return None
    context.used.sections.add(section_id)
    found = context.sections.get(section_id)
    return found if isinstance(found, SharedSection) else None


def hidden_reason(
    section_id: str, section: SharedSection | None, context: RenderContext, *, depth: int
) -> str:
    """Why a section can't be shown at this depth, as a sentence for the author; '' if it can."""
    if section is None:
        return "This shared section no longer exists."
    if not section.top_level:
        return f"“{section.name}” is still empty."
    if section_id in context.inside:
        return "A section can’t be shown inside itself."
    if len(context.inside) >= MAX_SECTION_NESTING:
        return "This section is inside too many other sections to be shown."
    if depth + section.height > MAX_DEPTH or context.used.expanded > MAX_EXPANDED:
        return "This section is larger than one page can show."
    return ""


@dataclass(frozen=True, slots=True)
class TopLevel:
    """The types of the blocks at a page's top level, including those in its sections, and the ids of its sections."""

    types: set[str]
    sections: set[str]


def top_level_of(tree: Tree, context: RenderContext) -> TopLevel:
    """The block types and sections at a page's top level; sections are resolved recursively."""
    top_level = TopLevel(set(), set())
    pending = [tree]
    while pending:
        top = pending.pop()
        for child in top.root.children.get(ROOT_SLOT, ()):
            node = top[child]
            if node.type != SHARED:
                top_level.types.add(node.type)
            elif (section_id := section_of(node)) and section_id not in top_level.sections:
                top_level.sections.add(section_id)
                section = find_section(section_id, context)
                pending += [section.tree] if section else []
    return top_level


def site_part_on(part: str, tree: Tree, context: RenderContext, top_level: TopLevel) -> str:
    """The id of the section shown on this page as the site's header or footer; '' if none is shown.

    No section is shown if the page has its own header or footer, hides it, or includes the same section itself.
    """
    if PARTS[part] in top_level.types or hides_part(part, tree):
        return ""
    context.used.parts.add(part)
    section_id = context.parts.get(part, "")
    section = None if section_id in top_level.sections else find_section(section_id, context)
    return section_id if section and section.top_level else ""


def replaces_design_part(part: str, tree: Tree, context: RenderContext, top_level: TopLevel) -> bool:
    """Whether the page or the site replaces or hides the design's header or footer."""
    if (
        PARTS[part] in top_level.types
        or hides_part(part, tree)
        or context.parts.get(part, "") in top_level.sections
    ):
        return True
    return bool(site_part_on(part, tree, context, top_level))


def hides_part(part: str, tree: Tree) -> bool:
    """Whether the page hides the header or footer, both the site's and the design's."""
    return tree.root.props.get(f"hide_{part}") is True
