"""Every piece of text in every component has its own element, which the canvas marks for editing in place."""

from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Page

from app.components.base import Component
from app.components.fields import Array, Field, field_at
from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import Mode, RenderContext, render_component

TEMPLATES = sorted(path.parent.name for path in Path("gallery").glob("*/style.css"))
BOXES = """
[...document.querySelectorAll("main *")].filter(one => one.checkVisibility()).map(one => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [one.className, x, y, width, height].join(" ");
})
"""


def paths(fields: dict[str, Field], prefix: str = "") -> list[str]:
    """Return the paths of all text that a page shows: everything except advanced settings, such as anchors."""
    found = []
    for name, field in fields.items():
        if field.text_kind and field.tab != "advanced":
            found.append(prefix + name)
        elif isinstance(field, Array):
            found += [
                path for number in range(2) for path in paths(field.fields, f"{prefix}{name}.{number}.")
            ]
    return found


TEXTS = [
    pytest.param(component, path, id=f"{component.__name__}.{path}")
    for component in LIBRARY
    for path in paths(component.fields)
]
OPTIONAL = [
    pytest.param(component, path, id=f"{component.__name__}.{path}")
    for component in LIBRARY
    for path in paths(component.fields)
    if "." not in path and not component.fields[path].required
]
every_text = pytest.mark.parametrize(("component", "path"), TEXTS)
every_optional_text = pytest.mark.parametrize(("component", "path"), OPTIONAL)


def filled(component: type[Component], **values: Any) -> dict[str, Any]:
    """Return props in which every piece of text contains its own path."""

    def of(fields: dict[str, Field], prefix: str) -> dict[str, Any]:
        return {name: value(field, prefix + name) for name, field in fields.items()}

    def value(field: Field, path: str) -> Any:
        if isinstance(field, Array):
            return [of(field.fields, f"{path}.{number}.") for number in range(2)]
        words = f"Words of {path}"
        if not field.text_kind:
            return field.default
        return f"<p>{words}</p>" if field.text_kind.is_html else words

    image = {"image": {"src": "/a.svg", "alt": "", "decorative": True}} if "image" in component.fields else {}
    return of(component.inputs, "") | image | values


def render(component: type[Component], props: dict[str, Any], mode: Mode = Mode.CANVAS) -> str:
    context = RenderContext(registry=BUILT_IN, mode=mode)
    return render_component(component, block_id="b", props=props, children=lambda _slot: "", context=context)


def marked(html: str, path: str) -> list[Any]:
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [
        element
        for element in fragment.iter()
        if isinstance(element.tag, str) and element.get("data-field") == path
    ]


@every_text
def test_a_text_is_the_whole_content_of_one_element(component: type[Component], path: str):
    (element,) = marked(render(component, filled(component)), path)

    assert "".join(element.itertext()) == f"Words of {path}"
    field = field_at(component.fields, path)
    assert field is not None
    assert [child.tag for child in element] == (["p"] if field.text_kind.is_html else [])


@every_text
def test_the_marked_element_has_a_label(component: type[Component], path: str):
    (element,) = marked(render(component, filled(component)), path)

    assert element.get("data-label")


@every_optional_text
def test_an_empty_text_leaves_an_empty_element_or_none(component: type[Component], path: str):
    found = marked(render(component, filled(component, **{path: ""})), path)

    assert len(found) <= 1
    assert not any(list(element) or element.text for element in found)


def test_every_optional_text_leaves_an_empty_element():
    missing = {
        f"{component.__name__}.{path}"
        for component, path in (each.values for each in OPTIONAL)
        if not marked(render(component, filled(component, **{path: ""})), path)
    }

    assert missing == set()


def test_items_without_text_are_omitted_and_the_others_keep_their_index():
    for component in LIBRARY:
        for name, field in component.fields.items():
            if isinstance(field, Array):
                items = filled(component)[name]
                html = render(component, filled(component, **{name: [dict.fromkeys(items[0], ""), items[1]]}))
                for path in paths(field.fields):
                    assert not marked(html, f"{name}.0.{path}")
                    (second,) = marked(html, f"{name}.1.{path}")
                    assert "".join(second.itertext()) == f"Words of {name}.1.{path}"


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_empty_text_does_not_change_the_layout_for_readers(page: Page, template: str):
    css = Path(f"gallery/{template}/style.css").read_text().replace("asset:", "/")
    css += BUILT_IN.css()
    blocks = []
    for component in LIBRARY:
        for name in (path for path in paths(component.fields) if "." not in path):
            html = render(component, filled(component, **{name: ""}), Mode.PUBLISH)
            blocks.append(f'<main class="c-page c-flow">{html}</main>')
    page.set_content(f'<!doctype html><style>{css}</style><body class="t-{template}">{"".join(blocks)}')

    before = page.evaluate(BOXES)
    page.evaluate("document.querySelectorAll('.c-optional:empty').forEach(element => element.remove())")

    assert page.evaluate(BOXES) == before
