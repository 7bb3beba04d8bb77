"""Applies the limits of what an author may enter to a whole page."""

from dataclasses import replace

from app.components.component_registry import ComponentRegistry
from app.tree.model import ROOT, Tree


def limit_texts(tree: Tree, registry: ComponentRegistry) -> Tree:
    """Return the page with texts that are nested too deeply as plain paragraphs. Raises FieldError for long ones."""
    nodes = tree.nodes
    for block_id, node in tree.nodes.items():
        component = registry.find(node.type)
        if block_id != ROOT and component is not None:
            props = component.limited(node.props)
            if props != node.props:
                nodes = nodes.set(block_id, node._replace(props=props))
    return replace(tree, nodes=nodes)
