"""A page carries the style of what it shows, and no more."""

from app.components.registry import BUILT_IN
from app.components.rendering import SiteFacts
from app.services.publishing.planning.frame import Frame
from app.services.publishing.rendering.style_sheets import StyleSheets

CSS = ".c-quote__by{color:red}.c-hero{color:blue}.c-hero .c-quote__by{top:0}.c-flow{left:0}.mast .c-button{right:0}"


def style_sheets(shell: str = "", css: str = CSS) -> StyleSheets:
    return StyleSheets(
        Frame(
            registry=BUILT_IN, site=SiteFacts(), settings={}, origin="", shell=shell, css=css, icon="", facts=(),
            asset_addresses={}, pictures={}, sections={}, parts={},
        )
    )  # fmt: skip


def test_what_a_design_says_of_components_that_a_page_has_not_is_left_out():
    css = style_sheets().template(frozenset({"Hero"}))

    assert "c-quote" not in css
    assert "c-button" not in css
    assert ".c-hero" in css
    assert ".c-flow" in css


def test_what_the_design_shows_itself_keeps_its_style():
    assert ".c-button" in style_sheets('<a class="c-button">').template(frozenset())


def test_all_of_it_is_there_for_a_page_that_shows_all():
    css = style_sheets().template(frozenset({"Hero", "Quote", "Button"}))

    assert all(name in css for name in ("c-hero", "c-quote__by", "c-flow", "c-button"))


def test_a_face_that_comes_late_moves_no_words():
    css = "@font-face{font-family:A;src:url(a.woff2);font-display: swap}"

    assert "font-display:optional" in style_sheets(css=css).template(frozenset())


def test_nothing_in_it_ends_the_style_element():
    css = '.c-hero::after{content:"</style><script>"}'

    made = style_sheets(css=css).of_page(frozenset({"Hero"}), css)

    assert "</" not in made
    assert made.count(r"<\/style>") == 2
