"""Rendering shared sections: one root element for each, no recursion, and the site's header and footer."""

import re

import pytest

from app.components.registry import BUILT_IN
from app.components.rendering import Mode, RenderContext
from app.tree import codecs
from app.tree.rendering import (
    SharedSection,
    render_block,
    render_page,
    replaces_design_part,
    shared_sections,
    top_level_of,
)
from tests.tree.support import block

FIRST, SECOND, THIRD = (f"{number}0000000-0000-4000-8000-000000000000" for number in (1, 2, 3))


def load(*content, **root):
    return codecs.load_puck({"root": {"props": root}, "content": list(content)}, BUILT_IN)


def shows(section_id, block_id="place"):
    return block("Shared", block_id, section=section_id)


def heading(text, block_id="heading"):
    return block("Heading", block_id, text=text)


def context_with(mode=Mode.CANVAS, parts=None, **trees):
    names = {"first": FIRST, "second": SECOND, "third": THIRD}
    shared = {names[name]: SharedSection(name, tree) for name, tree in trees.items()}
    return RenderContext(registry=BUILT_IN, mode=mode, sections=shared, parts=parts or {})


def test_a_section_of_one_block_is_rendered_without_a_wrapper():
    html = render_page(
        load(shows(FIRST)), context_with(Mode.PUBLISH, first=load(heading("Dear reader")))
    ).html

    assert html == render_page(load(heading("Dear reader")), RenderContext(registry=BUILT_IN)).html


def test_a_sections_root_has_the_id_of_the_block_and_nothing_inside_can_be_selected():
    section = load(block("Section", "inner", content=[heading("Dear reader")]))

    html = render_page(load(shows(FIRST)), context_with(first=section)).html

    assert re.findall(r'data-block-id="([^"]*)"', html) == ["place"]
    assert re.findall(r'data-block-type="([^"]*)"', html) == ["Shared"]
    assert 'data-block-name="first"' in html
    assert "data-slot" not in html
    assert "data-field" not in html


def test_a_section_of_several_blocks_has_a_wrapper():
    section = load(heading("One", "a"), heading("Two", "b"))

    html = render_page(load(shows(FIRST)), context_with(first=section)).html

    assert html.startswith('<div class="c-shared c-flow" data-block-id="place"')
    assert html.count("data-block-id") == 1
    assert html.index("One") < html.index("Two")


def test_a_block_that_shows_a_section_renders_in_the_same_way_as_within_the_page():
    tree, section = load(heading("Before"), shows(FIRST)), load(heading("Dear reader"))

    assert (
        render_block(tree, "place", context_with(first=section)).html
        in render_page(tree, context_with(first=section)).html
    )


def test_styles_types_and_links_of_a_section_are_recorded_for_the_page():
    section = load(
        block("Section", "blue", background="#123456"),
        block("Button", "go", label="Go", link={"page": SECOND}),
    )
    context = context_with(Mode.PUBLISH, first=section)

    rendered = render_page(load(shows(FIRST)), context)

    assert rendered.styles
    assert context.used.types == {"Shared", "Section", "Button"}
    assert context.used.pages == {SECOND}
    assert context.used.sections == {FIRST}


def test_a_nested_section_is_rendered_and_both_are_recorded():
    context = context_with(first=load(shows(SECOND, "deeper")), second=load(heading("Down here")))

    html = render_page(load(shows(FIRST)), context).html

    assert "Down here" in html
    assert re.findall(r'data-block-id="([^"]*)"', html) == ["place"]
    assert context.used.sections == {FIRST, SECOND}


@pytest.mark.parametrize(
    ("section_id", "trees", "hint"),
    [
        (FIRST, {}, "no longer exists"),
        ("", {}, "no longer exists"),
        (["not", "an", "id"], {}, "no longer exists"),
        (FIRST, {"first": load()}, "still empty"),
        (FIRST, {"first": load(shows(FIRST))}, "inside itself"),
        (
            FIRST,
            {"first": load(shows(SECOND)), "second": load(heading("x", "w"), shows(FIRST))},
            "inside itself",
        ),
    ],
)
def test_a_section_that_cannot_be_shown_has_a_hint_in_the_canvas_and_is_not_published(
    section_id, trees, hint
):
    page = load(shows(section_id))

    assert hint in render_page(page, context_with(**trees)).html
    published = render_page(page, context_with(Mode.PUBLISH, **trees)).html
    assert hint not in published
    assert "Shared" not in published


def test_the_hint_escapes_the_name_of_the_section():
    context = RenderContext(
        registry=BUILT_IN, mode=Mode.CANVAS, sections={FIRST: SharedSection('"><script>', load())}
    )

    assert "<script" not in render_page(load(shows(FIRST)), context).html


def test_the_expansion_of_nested_sections_is_limited():
    ten = [load(*(shows(below, f"place-{number}") for number in range(10))) for below in (SECOND, THIRD)]
    third = load(*(heading("Again", f"words-{number}") for number in range(2_000)))
    context = context_with(Mode.PUBLISH, first=ten[0], second=ten[1], third=third)

    html = render_page(load(*(shows(FIRST, f"top-{number}") for number in range(10))), context).html

    assert html.count("Again") <= shared_sections.MAX_EXPANDED


def test_sections_are_rendered_up_to_the_maximum_depth():
    nested = heading("Down here", "deepest")
    for level in range(60):
        nested = block("Section", f"s{level}", content=[nested])
    deep = block("Section", "a", content=[block("Section", "b", content=[shows(FIRST)])])
    deeper = block("Section", "c", content=[block("Section", "d", content=[deep])])

    assert "Down here" in render_page(load(deep), context_with(first=load(nested))).html
    assert "larger than one page can show" in render_page(load(deeper), context_with(first=load(nested))).html


def test_a_shared_header_counts_as_the_pages_own():
    context = context_with(first=load(shows(SECOND)), second=load(block("Header", "head")))

    assert top_level_of(load(shows(FIRST), heading("Text")), context).types == {"Header", "Heading"}


def test_every_page_without_its_own_header_and_footer_gets_the_sites():
    context = context_with(
        parts={"header": FIRST, "footer": SECOND},
        first=load(block("Header", "head")),
        second=load(block("Footer", "foot")),
    )
    page = load(heading("Dear reader"))

    html = render_page(page, context).html

    assert html.index("c-header") < html.index("Dear reader") < html.index("c-footer")
    assert re.findall(r'data-block-id="([^"]*)"', html) == ["heading"]
    assert 'data-block-part="header"' in html
    assert 'data-block-part="footer"' in html
    assert all(
        replaces_design_part(part, page, context, top_level_of(page, context))
        for part in ("header", "footer")
    )


def test_a_page_with_its_own_header_keeps_it():
    context = context_with(Mode.PUBLISH, parts={"header": FIRST}, first=load(heading("The site's")))

    html = render_page(load(block("Header", "own")), context).html

    assert "The site's" not in html
    assert context.used.sections == set()
    assert context.used.parts == {"footer"}


def test_a_page_that_omits_the_header_has_neither_the_sites_nor_the_templates_header():
    context = context_with(parts={"header": FIRST}, first=load(heading("The site's")))
    page = load(heading("Dear reader"), hide_header=True)

    assert "The site's" not in render_page(page, context).html
    assert replaces_design_part("header", page, context, top_level_of(page, context))


def test_a_page_that_shows_the_footer_section_itself_has_only_one_footer():
    context = context_with(parts={"footer": FIRST}, first=load(heading("The site's")))
    page = load(heading("Dear reader", "own"), shows(FIRST))

    assert render_page(page, context).html.count("The site") == 1
    assert replaces_design_part("footer", page, context, top_level_of(page, context))
    assert context.used.parts == {"header", "footer"}


@pytest.mark.parametrize("trees", [{}, {"first": load()}])
def test_an_empty_header_leaves_the_templates_header_in_place(trees):
    context = context_with(parts={"header": FIRST}, **trees)
    page = load(heading("Dear reader"))

    assert "data-block-part" not in render_page(page, context).html
    assert not replaces_design_part("header", page, context, top_level_of(page, context))


def test_a_page_that_shows_a_section_survives_a_round_trip_through_puck_json():
    data = {"root": {"props": {"hide_header": True}}, "content": [shows(FIRST)], "zones": {}}

    assert codecs.dump_puck(codecs.load_puck(data, BUILT_IN)) == data
