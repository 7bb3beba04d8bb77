"""A page's style sheet contains the rules for what the page shows, and no others."""

from app.components.registry import BUILT_IN
from app.components.rendering import SiteFacts
from app.services.publishing.builds.frame import Frame
from app.services.publishing.rendering.style_sheets import StyleSheets

CSS = ".c-quote__by{color:red}.c-hero{color:blue}.c-hero .c-quote__by{top:0}.c-flow{left:0}.mast .c-button{right:0}"


def style_sheets(shell: str = "", css: str = CSS) -> StyleSheets:
    return StyleSheets(
        Frame(
            registry=BUILT_IN, site=SiteFacts(), settings={}, origin="", shell=shell, css=css, icon="", facts=(),
            asset_addresses={}, pictures={}, sections={}, parts={},
        )
    )  # fmt: skip


def test_rules_for_unused_components_are_left_out():
    css = style_sheets().template(frozenset({"Hero"}))

    assert "c-quote" not in css
    assert "c-button" not in css
    assert ".c-hero" in css
    assert ".c-flow" in css


def test_rules_for_classes_in_the_shell_are_kept():
    assert ".c-button" in style_sheets('<a class="c-button">').template(frozenset())


def test_a_page_with_all_components_has_all_rules():
    css = style_sheets().template(frozenset({"Hero", "Quote", "Button"}))

    assert all(name in css for name in ("c-hero", "c-quote__by", "c-flow", "c-button"))


def test_fonts_that_load_late_cause_no_layout_shift():
    css = "@font-face{font-family:A;src:url(a.woff2);font-display: swap}"

    assert "font-display:optional" in style_sheets(css=css).template(frozenset())


def test_css_cannot_close_the_style_element():
    css = '.c-hero::after{content:"</style><script>"}'

    made = style_sheets(css=css).of_page(frozenset({"Hero"}), css)

    assert "</" not in made
    assert made.count(r"<\/style>") == 2
