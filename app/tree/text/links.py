"""Lists the links, texts and pictures of a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.components.component_registry import ComponentRegistry
from app.components.fields import display_text
from app.tree.model import ROOT, Tree, walk
from app.tree.text.matches import passages


@dataclass(frozen=True)
class FoundLink:
    """One link. `target` is `page:<id>`, a path or a URL; `text` is the link text."""

    block_id: str
    block_type: str
    label: str
    target: str
    text: str = ""

    @property
    def page(self) -> str:
        """The id of the page that the link leads to, or '' for other targets."""
        return self.target.removeprefix("page:") if self.target.startswith("page:") else ""


def links_in(tree: Tree, registry: ComponentRegistry) -> Iterator[FoundLink]:
    """All links of a page, in document order."""
    for node in walk(tree):
        component = registry.find(node.type)
        if node.id != ROOT and component is not None:
            text = display_text(node.props)
            for declared, value in component.stored_values(node.props):
                for link in declared.links(value, text):
                    yield FoundLink(node.id, node.type, *link)


def text_in(tree: Tree, registry: ComponentRegistry) -> str:
    """All texts of a page, as HTML or plain text, joined by spaces."""
    return " ".join(
        passage.source for node in walk(tree) if node.id != ROOT for passage in passages(node, registry)
    )


def pictures_in(tree: Tree, registry: ComponentRegistry) -> Iterator[str]:
    """The sources of all pictures on a page, in document order."""
    for node in walk(tree):
        component = registry.find(node.type)
        if node.id != ROOT and component is not None:
            for declared, value in component.stored_values(node.props):
                yield from declared.pictures(value)
