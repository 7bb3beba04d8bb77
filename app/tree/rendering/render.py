"""A tree as HTML: pure, one pass, each block by its component."""

from dataclasses import dataclass, replace

from app.components.base import SHOW_ON
from app.components.rendering import Mark, RenderContext, render_component, render_hint
from app.components.sizes import Size
from app.tree.model import ROOT, ROOT_SLOT, Node, Tree, depth_of
from app.tree.rendering.shared_sections import (
    MAX_EXPANDED,
    SHARED,
    Tops,
    find_section,
    part_of,
    section_of,
    tops_of,
    why_hidden,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML, and the CSS rules of single blocks that go with it.

    `content` is the HTML without the site's header and footer; of a whole page, `tops` is what stands in nothing else.
    """

    html: str
    styles: str
    content: str
    tops: Tops | None = None


def render_page(tree: Tree, context: RenderContext) -> Rendered:
    """The whole content of the page's own slot, between the site's header and footer if it takes them."""
    tops = tops_of(tree, context)
    header = _render_part("header", tree, context, tops)
    content = _render_slot(tree, ROOT, ROOT_SLOT, context)
    footer = _render_part("footer", tree, context, tops)
    return Rendered(header + content + footer, _styles(context), content, tops)


def render_block(tree: Tree, block_id: str, context: RenderContext) -> Rendered:
    """One block with all it holds: one root element."""
    html = _render(tree, block_id, context)
    return Rendered(html, _styles(context), html)


def _styles(context: RenderContext) -> str:
    return "\n".join(context.styles.values())


def _render_slot(tree: Tree, parent: str, slot: str, context: RenderContext) -> str:
    return "".join([_render(tree, child, context) for child in tree[parent].children.get(slot, ())])


def _render(
    tree: Tree,
    block_id: str,
    context: RenderContext,
    mark: Mark | None = None,
    hidden: frozenset[Size] = frozenset(),
) -> str:
    """`mark` is what the block's root stands for where that is not the block itself, and `hidden` is its too."""
    node = tree[block_id]
    if context.inside:
        context.used.expanded += 1
        if context.used.expanded > MAX_EXPANDED:
            return ""
    if node.type == SHARED:
        return _render_shared(tree, node, context, mark, hidden)
    component = context.registry.find(node.type)
    if component is None:
        context.used.types.add(node.type)
        mark = mark or (Mark.of_block(node.id, node.type) if context.is_edited else None)
        return render_hint(f"“{node.type}” is not available here. Its content is kept.", mark, context)
    return render_component(
        component,
        block_id=node.id,
        props=node.props,
        children=lambda slot: _render_slot(tree, node.id, slot, context),
        context=context,
        mark=mark,
        hidden=hidden,
    )


def _render_shared(
    tree: Tree,
    node: Node,
    context: RenderContext,
    mark: Mark | None,
    hidden: frozenset[Size] = frozenset(),
) -> str:
    hidden |= set(SHOW_ON.hidden(node.props.get(SHOW_ON.name)))
    section_id = section_of(node)
    section = find_section(section_id, context)
    if mark is None and context.is_edited:
        mark = Mark.of_block(node.id, node.type).naming(section.name if section else "", section_id)
    depth = context.depth + depth_of(tree, node.parent)
    reason = why_hidden(section_id, section, context, depth=depth)
    if section is None or reason:
        return render_hint(f"{reason} Readers see nothing here.", mark, context)
    inner = replace(context, inside=(*context.inside, section_id), depth=depth)
    if len(section.tops) == 1:
        return _render(section.tree, section.tops[0], inner, mark, hidden)
    return _render_several(node, section.tree, inner, mark, hidden)


def _render_several(
    node: Node, tree: Tree, context: RenderContext, mark: Mark | None, hidden: frozenset[Size]
) -> str:
    """What a section holds in an element around it, so that the block still has one root."""
    component = context.registry.find(SHARED)
    assert component is not None  # noqa: S101 - ours, and always there
    return render_component(
        component,
        block_id=node.id,
        props=node.props,
        children=lambda _slot: _render_slot(tree, ROOT, ROOT_SLOT, context),
        context=context,
        mark=mark,
        hidden=hidden,
    )


def _render_part(part: str, tree: Tree, context: RenderContext, tops: Tops) -> str:
    """The site's header or footer, if this page takes it."""
    section_id = part_of(part, tree, context, tops)
    if not section_id:
        return ""
    section = find_section(section_id, context)
    name = section.name if section else ""
    mark = Mark((("data-block-part", part),)).naming(name, section_id) if context.is_edited else None
    node = Node(part, SHARED, {"section": section_id}, ROOT, ROOT_SLOT)
    return _render_shared(tree, node, context, mark)
