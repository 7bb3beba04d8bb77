"""In every template, a value for phones looks on phones exactly as if it were the only value."""

import re
from functools import partial
from itertools import product
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page

from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import RenderContext, SiteFacts, render_component
from app.components.sizes import Size, value_at

TEMPLATES = sorted(path.parent.name for path in Path("gallery").glob("*/style.css"))
WIDTHS = {Size.DESKTOP: 1200, Size.TABLET: 800, Size.PHONE: 390}
PLACES = (
    "{}",
    '<section class="c-section c-section--plain"><div class="c-section__content c-flow">{}</div></section>',
    '<div class="c-stack c-stack--row c-stack--center"><div class="c-stack__content"><p>A</p>{}</div></div>',
)
PICTURE = {"src": "/none.svg", "alt": "", "decorative": True}
LOOKS = """
names => [...document.querySelectorAll("main")].map(main => [...main.querySelectorAll("*")].flatMap(element =>
  [null, "::before", "::after"].map(pseudo => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && style.content === "none") return "";
    return element.tagName + names.map(name => `${name}:${style.getPropertyValue(name)}`).join(";");
  })))
"""
LAID_OUT = {
    "width",
    "height",
    "margin-left",
    "margin-right",
    "margin-top",
    "margin-bottom",
    "column-gap",
    "row-gap",
}


def draws():
    """Yield components with props that set values per size: each option of each field, then a few combinations."""
    random = Random(7)
    for component in LIBRARY:
        base = {**component.example(), **({"image": PICTURE} if "image" in component.fields else {})}
        for name, field in component.responsive_fields.items():
            for value, _label in field.options:
                yield component, {**base, name: {"desktop": field.default, "phone": value}}
        for _number in range(4 if component.responsive_fields else 0):
            mixed = {
                name: {size.value: random.choice(field.options)[0] for size in Size}
                for name, field in component.responsive_fields.items()
            }
            yield component, {**base, **mixed}


def document(template: str, size: Size | None) -> str:
    """Render all combinations in all places, with values for every size or with only the values at one size."""
    css = Path(f"gallery/{template}/style.css").read_text()
    context = RenderContext(registry=BUILT_IN, site=SiteFacts(name="Ada"), template_css=lambda: css)
    blocks = []
    for number, (component, props) in enumerate(draws()):
        sized = {
            name: component.fields[name].clean(props.get(name, ""))
            for name in component.responsive_fields
            if name in props
        }
        chosen = sized if size is None else {name: value_at(value, size) for name, value in sized.items()}
        render = partial(render_component, component, block_id=str(number), context=context)
        blocks.append(render(props={**props, **chosen}, children=lambda slot: f"<p>{slot}</p>"))
    mains = [f'<main class="c-page">{place.format(html)}</main>' for html, place in product(blocks, PLACES)]
    styles = [
        css.replace("asset:", "/"),
        BUILT_IN.css(),
        *context.styles.values(),
    ]
    return f'<!doctype html><style>{"".join(styles)}</style><body class="t-{template}">{"".join(mains)}'


def properties(template: str) -> list[str]:
    """Return all CSS properties that a style sheet sets."""
    css = Path(f"gallery/{template}/style.css").read_text() + BUILT_IN.css()
    return sorted({*re.findall(r"[;{]\s*([a-z][a-z-]+):", css)} | LAID_OUT)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_value_for_one_size_looks_as_if_it_were_the_only_value(page: Page, template: str):
    labels = list(product(draws(), PLACES))
    names = properties(template)
    together, alone = document(template, None), {size: document(template, size) for size in Size}
    different = []
    for size, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        looks = []
        for html in (together, alone[size]):
            page.set_content(html)
            looks.append(page.evaluate(LOOKS, names))
        different += [
            (
                size,
                component.__name__,
                {name: props.get(name) for name in component.responsive_fields},
                PLACES.index(place),
            )
            for ((component, props), place), these, those in zip(labels, *looks, strict=True)
            if these != those
        ]

    assert different == []
