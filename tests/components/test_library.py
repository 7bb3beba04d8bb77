"""Checks that run on every component of the library."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import html5lib
import pytest

from app.components.base import Component
from app.components.fields import Array, Field
from app.components.files import LIBRARY as FOLDER
from app.components.files.templates import MARKS
from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import Mode, PageFacts, RenderContext, SiteFacts, SitePages, render_component

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, 10**400, "", "x" * 9_000, ATTACK),
    *([], [None], [[1]], [{"label": []}], {}, {"page": 3}, {"src": []}, {"a": {}}),
)
VARIANTS = [
    pytest.param(component, props, id=f"{component.__name__}-{name}")
    for component in LIBRARY
    for name, props in (("default", component.defaults()), ("preview", component.example()))
]

every_component = pytest.mark.parametrize("component", LIBRARY, ids=lambda each: each.__name__)
every_variant = pytest.mark.parametrize(("component", "props"), VARIANTS)


def render(component: type[Component], props: Mapping[str, Any], mode: Mode = Mode.PUBLISH) -> str:
    """Render one instance, with a paragraph in each of its slots."""
    context = RenderContext(
        registry=BUILT_IN,
        mode=mode,
        site=SiteFacts(name="Ada's books", author_name="Ada", tagline="Numbers and dreams"),
        pages=SitePages(lambda: [PageFacts(id="1", title="Books", url="/books/")]),
        page_id="1",
        assets={"drawing.svg": "/drawing.svg"},
    )
    return render_component(
        component, block_id="Block-1", props=props, children=lambda slot: f"<p>in {slot}</p>", context=context
    )


def roots(html: str) -> list[Any]:
    """Return the root elements of a fragment, and check that there is no text between them."""
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert not (fragment.text or "").strip()
    assert not any((element.tail or "").strip() for element in fragment)
    return list(fragment)


def filled(field: Field, value: Any) -> Any:
    """Return a value for the field in which every piece of text is `value`."""
    if isinstance(field, Array):
        return [{name: filled(inner, value) for name, inner in field.fields.items()}] * max(field.min, 2)
    if field.text_kind:
        return f"<p>{value}</p>" if field.text_kind.is_html else value
    if field.is_picture:
        return {"src": "asset:drawing.svg", "alt": value}
    return {"url": "https://example.com/" + value} if field.offers_pages else field.default


@every_component
def test_component_has_documentation_label_category_and_icon(component):
    assert component.__doc__
    assert component.display_label
    assert component.category != Component.category
    assert (Path("app/static/vendor/icons") / f"{component.icon}.svg").exists()


def test_every_folder_of_the_library_is_registered():
    folders = {path.name for path in FOLDER.glob("*/*") if (path / f"{path.name}.py").exists()}

    assert {component.folder().name for component in LIBRARY} == folders


def test_palette_shows_the_categories_in_order():
    assert list(BUILT_IN.categories()) == list(
        dict.fromkeys(component.category for component in BUILT_IN.palette)
    )
    assert [each for some in BUILT_IN.categories().values() for each in some] == sorted(
        BUILT_IN.palette, key=lambda each: list(BUILT_IN.categories()).index(each.category)
    )


@every_component
def test_every_field_has_a_label_and_a_tab(component):
    for field in component.fields.values():
        assert field.label
        assert field.tab in {"content", "style", "advanced"}


@every_variant
def test_defaults_and_preview_are_accepted_by_their_own_fields(component, props):
    for name, field in component.fields.items():
        if field.kind != "slot" and props.get(name, "") != "":
            assert field.clean(props[name]) == props[name], name


@every_variant
def test_defaults_and_preview_render_one_root_element(component, props):
    (root,) = roots(render(component, props))

    assert f"c-{component.__name__.lower()}" in root.get("class").split()


@every_variant
def test_canvas_has_the_same_elements_as_the_published_page(component, props):
    canvas = render(component, props, Mode.CANVAS)

    assert without_marks(canvas) == without_marks(render(component, props))


@every_component
def test_published_html_does_not_call_marking_functions(component):
    template = (FOLDER / component.template_name()).read_text()

    assert not re.search(r"\b(?:field|slot_attrs)\(", MARKS.sub("", template))


def without_marks(html: str) -> str:
    """Normalise the fragment as a browser would parse it, and remove the editor's attributes."""
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in fragment.iter():
        if isinstance(element.tag, str):
            for name in [name for name in element.attrib if name.startswith("data-")]:
                del element.attrib[name]
    return html5lib.serialize(fragment, quote_attr_values="always")


@every_component
def test_canvas_marks_the_root_and_each_slot_once(component):
    props = {**component.example(), **({"count": 4} if "count" in component.fields else {})}
    canvas = render(component, props, Mode.CANVAS)

    (root,) = roots(canvas)
    assert root.get("data-block-id") == "Block-1"
    assert root.get("data-block-type") == component.__name__
    for slot in component.slots:
        (element,) = root.findall(f".//*[@data-slot='Block-1:{slot}']")
        assert [child.text for child in element] == [f"in {slot}"]
        assert not element.text


@every_component
def test_canvas_marks_no_field_twice(component):
    props = {name: filled(field, "words") for name, field in component.fields.items()}
    marks = re.findall(r'data-field="(\w+)"', render(component, props, Mode.CANVAS))

    assert len(marks) == len(set(marks))
    assert set(marks) <= component.fields.keys()


@every_component
def test_script_in_any_text_is_escaped(component):
    props = {name: filled(field, ATTACK) for name, field in component.fields.items()}

    (root,) = roots(render(component, props))
    for element in root.iter():
        assert element.tag != "script"
        assert not any(name.startswith("on") for name in element.attrib)


@every_variant
def test_html_has_no_style_attribute_and_no_script(component, props):
    html = render(component, props)

    assert "style=" not in html
    assert "<script" not in html


@every_variant
def test_props_survive_json(component, props):
    assert json.loads(json.dumps(props)) == props


@every_component
@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value)[:20])
def test_wrong_values_in_every_field_still_render_one_root(component, value):
    assert len(roots(render(component, dict.fromkeys(component.fields, value)))) == 1


@every_component
def test_empty_and_unknown_props_still_render_one_root(component):
    empty = {name: [] if field.kind == "array" else "" for name, field in component.fields.items()}

    assert len(roots(render(component, {}))) == 1
    assert len(roots(render(component, empty))) == 1
    assert len(roots(render(component, {"nothing": "known"}))) == 1


def test_style_sheets_of_all_components_are_small():
    css = BUILT_IN.css()

    assert len(css) < 24_000


@every_component
def test_style_sheet_only_styles_its_own_classes_and_uses_logical_sides(component):
    css = component.css()

    assert f".c-{component.__name__.lower()}" in css
    assert not re.search(r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)\b", css)
    assert not re.search(r"(?<![\w-])(width|height|left|right)\s*:", re.sub(r"\([^)]*\)", "", css))
