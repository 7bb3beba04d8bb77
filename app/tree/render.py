"""A tree as HTML: pure, one pass, each block by its component."""

from dataclasses import dataclass

from app.components.registry import find_component
from app.components.rendering import RenderContext, render_component, render_unknown
from app.tree.node import ROOT, ROOT_SLOT
from app.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML, and the CSS rules of single blocks that go with it."""

    html: str
    styles: str


def render_page(tree: Tree, context: RenderContext) -> Rendered:
    """The whole content of the page's own slot."""
    return _rendered(_render_slot(tree, ROOT, ROOT_SLOT, context), context)


def render_block(tree: Tree, block_id: str, context: RenderContext) -> Rendered:
    """One block with all it holds: one root element."""
    return _rendered(_render(tree, block_id, context), context)


def _rendered(html: str, context: RenderContext) -> Rendered:
    return Rendered(html, "\n".join(context.styles.values()))


def _render_slot(tree: Tree, parent: str, slot: str, context: RenderContext) -> str:
    return "".join([_render(tree, child, context) for child in tree[parent].children.get(slot, ())])


def _render(tree: Tree, block_id: str, context: RenderContext) -> str:
    node = tree[block_id]
    component = find_component(node.type)
    if component is None:
        return render_unknown(block_id=node.id, type_name=node.type, context=context)
    return render_component(
        component,
        block_id=node.id,
        props=node.props,
        children=lambda slot: _render_slot(tree, node.id, slot, context),
        context=context,
    )
