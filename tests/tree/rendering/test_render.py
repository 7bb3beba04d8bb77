"""Rendering a tree to HTML with the real components."""

import re
from uuid import UUID

import pytest

from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import Mode, RenderContext
from app.tree import codecs
from app.tree.model import empty_tree, id_factory, place_at
from app.tree.operations import apply, build_insert
from app.tree.rendering import render_block, render_page
from tests.tree.support import block


def load(*content):
    return codecs.load_puck({"root": {}, "content": list(content)}, BUILT_IN)


def canvas():
    return RenderContext(registry=BUILT_IN, mode=Mode.CANVAS)


def test_blocks_are_rendered_in_the_slots_of_their_parents():
    tree = load(block("Section", "outer", content=[block("Heading", "inner", text="Emma")]))

    html = render_page(tree, canvas()).html

    inside = re.search(r'data-slot="outer:content">(.*?)</', html, re.DOTALL)
    assert inside
    assert inside[1].startswith("<h2")
    assert "Emma" in inside[1]


def test_a_single_block_renders_in_the_same_way_as_within_the_page():
    tree = load(
        block("Section", "outer", content=[block("Heading", "inner", text="Emma")]),
        block("Heading", "last", text="Persuasion"),
    )

    whole = render_page(tree, canvas()).html

    for name in ("outer", "inner", "last"):
        assert render_block(tree, name, canvas()).html in whole


def test_css_rules_of_single_blocks_are_collected_separately():
    tree = load(block("Spacer", "gap"))

    rendered = render_page(tree, RenderContext(registry=BUILT_IN))

    for rule in rendered.styles.splitlines():
        assert rule.split("{")[0].removeprefix(".") in rendered.html
    assert "style=" not in rendered.html


def test_an_unknown_component_is_shown_in_the_canvas_but_not_published():
    tree = load(block("Count<down>", "widget", until="2027"))

    shown = render_page(tree, canvas()).html
    published = render_page(tree, RenderContext(registry=BUILT_IN, mode=Mode.PUBLISH)).html

    assert 'data-block-id="widget"' in shown
    assert "Count&lt;down&gt;" in shown
    assert published == ""


def test_ids_and_texts_of_an_imported_page_are_escaped():
    tree = load(block("Heading", '"><script>', text="<script>alert(1)</script>"))

    assert "<script" not in render_page(tree, canvas()).html


def test_rendering_is_deterministic():
    tree = empty_tree()
    for number, component in enumerate(LIBRARY):
        make_id = id_factory(UUID(int=number))
        operation = build_insert(
            tree,
            component.__name__,
            component.example(),
            place=place_at("root"),
            make_id=make_id,
            rules=BUILT_IN,
        )
        tree = apply(tree, operation)

    assert render_page(tree, canvas()) == render_page(tree, canvas())


@pytest.mark.parametrize("mode", list(Mode))
def test_an_empty_page_renders_as_nothing(mode):
    assert render_page(empty_tree(), RenderContext(registry=BUILT_IN, mode=mode)).html == ""


def test_blocks_at_the_maximum_depth_are_rendered():
    nested = block("Heading", "deepest", text="Down here")
    for level in range(63):
        nested = block("Section", f"s{level}", content=[nested])

    assert "Down here" in render_page(load(nested), canvas()).html
