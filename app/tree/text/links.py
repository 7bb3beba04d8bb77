"""Where a page leads: every link that its author made, by the part and the field that it is in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from app.components import fields
from app.components.registry import find_component
from app.tree.model import ROOT, Json, Node, Tree, walk
from app.tree.text.matches import passages

HREF = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


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


def links_in(tree: Tree) -> Iterator[FoundLink]:
    """All links in the order in which one reads the page."""
    for node in walk(tree):
        component = find_component(node.type)
        if node.id != ROOT and component is not None:
            for name, declared in component.inputs.items():
                yield from _links(node, declared, node.props.get(name, declared.default))


def _links(node: Node, declared: fields.Field, value: Json, words: str = "") -> Iterator[FoundLink]:
    match declared:
        case fields.Link() if isinstance(value, Mapping) and value:
            target = f"page:{value['page']}" if value.get("page") else str(value.get("url", ""))
            if target:
                yield FoundLink(node.id, node.type, declared.label, target, words or _words(node.props))
        case fields.RichText() if isinstance(value, str) and "href=" in value:
            for href, said in HREF.findall(value):
                yield FoundLink(
                    node.id, node.type, declared.label, unescape(href), unescape(TAG.sub("", said)).strip()
                )
        case fields.Object() if isinstance(value, Mapping):
            for name, inner in declared.fields.items():
                yield from _links(node, inner, value.get(name, inner.default), _words(value))
        case fields.Array() if isinstance(value, list):
            for item in value:
                yield from _links(node, declared.item, item)


def _words(values: Mapping[str, Json]) -> str:
    return next((str(values[name]) for name in ("label", "text", "title", "heading") if values.get(name)), "")


def words_in(tree: Tree) -> str:
    """What one reads on a page, as HTML or plain, one text after the other."""
    return " ".join(passage.source for node in walk(tree) if node.id != ROOT for passage in passages(node))


def pictures_in(tree: Tree) -> Iterator[str]:
    """The sources of all pictures in the order in which one reads the page."""
    for node in walk(tree):
        component = find_component(node.type)
        if node.id != ROOT and component is not None:
            for name, declared in component.inputs.items():
                yield from _pictures(declared, node.props.get(name, declared.default))


def _pictures(declared: fields.Field, value: Json) -> Iterator[str]:
    match declared:
        case fields.Image() if isinstance(value, Mapping) and value.get("src"):
            yield str(value["src"])
        case fields.Object() if isinstance(value, Mapping):
            for name, inner in declared.fields.items():
                yield from _pictures(inner, value.get(name, inner.default))
        case fields.Array() if isinstance(value, list):
            for item in value:
                yield from _pictures(declared.item, item)
