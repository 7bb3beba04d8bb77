"""Hypothesis strategies for pages with the library's components, in which every kind of field is filled in."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from app.components import fields
from app.components.base import Component
from app.components.registry import LIBRARY
from app.tree.model.rules import accepts

NAMES = ("Emma", "emma", "Émma", "Em", "Anne Elliot", "", "Q & A", "“Dear” reader", "a < b", "…")
RICH = st.lists(
    st.sampled_from(
        (
            "<p>Emma Woodhouse, handsome, clever, and rich</p>",
            "<p>Em<strong>ma</strong> &amp; Anne<br>Elliot</p>",
            '<p><a href="https://example.com/emma" rel="noopener">Emma’s</a> <em>letters</em></p>',
            "<ul><li>Anne</li><li>Elliot<ul><li>Em</li></ul></li></ul>",
            "<blockquote><p>Q&nbsp;&amp;&nbsp;A</p></blockquote><hr>",
            "<h2><em>E</em>mma</h2>",
        )
    ),
    max_size=3,
).map("".join)
WORDS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(" ".join)
PAGE = {"page": str(UUID(int=7))}
LINKS = st.sampled_from(["", PAGE, {"url": "https://example.com/Emma"}, {"url": "mailto:emma@example.com"}])


@st.composite
def pages(draw: st.DrawFn, *, every: bool = False) -> dict[str, Any]:
    """Generate a page as Puck's Data JSON; with `every`, it contains each component at least once."""
    kinds = list(LIBRARY) if every else draw(st.lists(st.sampled_from(LIBRARY), max_size=4))
    content = [draw(blocks(component, depth=2)) for component in kinds]
    for number, block in enumerate(_all(content)):
        block["props"]["id"] = f"{block['type']}-{number}"
    return {"root": {"props": {"title": draw(WORDS)}}, "content": content, "zones": {}}


@st.composite
def blocks(draw: st.DrawFn, component: type[Component], *, depth: int) -> dict[str, Any]:
    """Generate a block of this component with an empty id; props may be missing, as on older pages."""
    props: dict[str, Any] = {"id": ""}
    for name, declared in component.fields.items():
        if isinstance(declared, fields.Slot):
            accepted = [each for each in LIBRARY if accepts(declared, each.__name__)]
            inner = st.sampled_from(accepted).flatmap(lambda each: blocks(each, depth=depth - 1))
            props[name] = draw(st.lists(inner, max_size=min(2, declared.max or 2))) if depth else []
        elif draw(st.integers(0, 5)):
            props[name] = draw(values(declared))
    return {"type": component.__name__, "props": props}


def values(declared: fields.Field) -> st.SearchStrategy[Any]:
    """Return a strategy for valid stored values of a field."""
    if isinstance(declared, fields.Text) and declared.pattern:
        return st.sampled_from(["", "emma"])
    if isinstance(declared, fields.Text) and declared.required:
        return st.sampled_from(["Emma", "Anne"])
    for kind, make in MAKERS.items():
        if isinstance(declared, kind):
            return make(declared)
    return st.just(declared.default)


def _objects(inner: Mapping[str, fields.Field]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: values(each) for name, each in inner.items()})


def _all(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return all blocks, at any depth."""
    found = []
    for block in content:
        found.append(block)
        for value in block["props"].values():
            if isinstance(value, list) and value and "type" in value[0] and "props" in value[0]:
                found += _all(value)
    return found


MAKERS: dict[type[fields.Field], Callable[[Any], st.SearchStrategy[Any]]] = {
    fields.RichText: lambda _: RICH,
    fields.Text: lambda _: WORDS,
    fields.Link: lambda _: LINKS,
    fields.Image: lambda _: st.sampled_from(NAMES).map(picture),
    fields.Array: lambda declared: st.lists(_objects(declared.fields), max_size=3),
    fields.Object: lambda declared: _objects(declared.fields),
    fields.Select: lambda declared: st.sampled_from([value for value, _label in declared.options]),
    fields.Boolean: lambda _: st.booleans(),
    fields.Number: lambda declared: st.integers(int(declared.min or 0), int(declared.max or 9)),
    fields.Colour: lambda _: st.sampled_from(["", "accent", "#27458f"]),
}


def picture(alt: str) -> dict[str, Any]:
    """Return the value of a picture with this description."""
    return {"src": "/gallery/a.svg", "alt": alt, "decorative": False}
