"""Where a page leads: every link that its author made, by the part and the field that it is in."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.components.component_registry import ComponentRegistry
from app.components.fields import naming_words
from app.tree.model import ROOT, Tree, walk
from app.tree.text.matches import passages


@dataclass(frozen=True)
class FoundLink:
    """One link. `target` is `page:` and an id, a path or an address; `words` are what readers press."""

    block_id: str
    block_type: str
    label: str
    target: str
    words: str = ""

    @property
    def page(self) -> str:
        """The id of the page that it leads to, '' when it is none of this site by its id."""
        return self.target.removeprefix("page:") if self.target.startswith("page:") else ""


def links_in(tree: Tree, registry: ComponentRegistry) -> Iterator[FoundLink]:
    """All links in the order in which one reads the page."""
    for node in walk(tree):
        component = registry.find(node.type)
        if node.id != ROOT and component is not None:
            words = naming_words(node.props)
            for declared, value in component.held(node.props):
                for link in declared.links(value, words):
                    yield FoundLink(node.id, node.type, *link)


def words_in(tree: Tree, registry: ComponentRegistry) -> str:
    """What one reads on a page, as HTML or plain, one text after the other."""
    return " ".join(
        passage.source for node in walk(tree) if node.id != ROOT for passage in passages(node, registry)
    )


def pictures_in(tree: Tree, registry: ComponentRegistry) -> Iterator[str]:
    """The sources of all pictures in the order in which one reads the page."""
    for node in walk(tree):
        component = registry.find(node.type)
        if node.id != ROOT and component is not None:
            for declared, value in component.held(node.props):
                yield from declared.pictures(value)
