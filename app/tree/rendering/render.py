"""Renders a tree to HTML in one pass, using the component of each block. Pure: no I/O."""

from dataclasses import dataclass, replace

from app.components.base import SHOW_ON
from app.components.rendering import Mark, RenderContext, render_component, render_hint
from app.components.sizes import Size
from app.tree.model import ROOT, ROOT_SLOT, Node, Tree, depth_of
from app.tree.rendering.shared_sections import (
    MAX_EXPANDED,
    SHARED,
    TopLevel,
    find_section,
    hidden_reason,
    section_of,
    site_part_on,
    top_level_of,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Rendered HTML, and the CSS rules that individual blocks need.

    `content` is the HTML without the site's header and footer. `top_level` is set for whole pages.
    """

    html: str
    styles: str
    content: str
    top_level: TopLevel | None = None


def render_page(tree: Tree, context: RenderContext) -> Rendered:
    """Render the page's content, with the site's header and footer unless the page replaces or hides them."""
    top_level = top_level_of(tree, context)
    header = _render_part("header", tree, context, top_level)
    content = _render_slot(tree, ROOT, ROOT_SLOT, context)
    footer = _render_part("footer", tree, context, top_level)
    return Rendered(header + content + footer, _styles(context), content, top_level)


def render_block(tree: Tree, block_id: str, context: RenderContext) -> Rendered:
    """Render a block and its descendants as one root element."""
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
    """Render a block. If it stands for another block, `mark` and `hidden` are that block's mark and hidden sizes."""
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
        return render_hint(f"“{node.type}” isn’t available here. Its content is kept.", mark, context)
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
    reason = hidden_reason(section_id, section, context, depth=depth)
    if section is None or reason:
        return render_hint(f"{reason} Readers see nothing here.", mark, context)
    inner = replace(context, inside=(*context.inside, section_id), depth=depth)
    if len(section.top_level) == 1:
        return _render(section.tree, section.top_level[0], inner, mark, hidden)
    return _render_several(node, section.tree, inner, mark, hidden)


def _render_several(
    node: Node, tree: Tree, context: RenderContext, mark: Mark | None, hidden: frozenset[Size]
) -> str:
    """Render a section's blocks inside a wrapper element, so that the block still has one root."""
    component = context.registry.find(SHARED)
    assert component is not None  # noqa: S101 - built in, so always registered
    return render_component(
        component,
        block_id=node.id,
        props=node.props,
        children=lambda _slot: _render_slot(tree, ROOT, ROOT_SLOT, context),
        context=context,
        mark=mark,
        hidden=hidden,
    )


def _render_part(part: str, tree: Tree, context: RenderContext, top_level: TopLevel) -> str:
    """Render the site's header or footer, if it is shown on this page."""
    section_id = site_part_on(part, tree, context, top_level)
    if not section_id:
        return ""
    section = find_section(section_id, context)
    name = section.name if section else ""
    mark = Mark((("data-block-part", part),)).naming(name, section_id) if context.is_edited else None
    node = Node(part, SHARED, {"section": section_id}, ROOT, ROOT_SLOT)
    return _render_shared(tree, node, context, mark)
