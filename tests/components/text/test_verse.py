"""Verse: each line of a poem has its own element."""

from app.components.library.content.text.text import Text, verse
from app.components.registry import BUILT_IN
from app.components.rendering import RenderContext
from app.components.text import clean_rich_text


def test_each_line_becomes_an_element():
    assert verse("<p>One<br>two</p>") == (
        '<p><span class="c-text__line">One</span><br><span class="c-text__line">two</span></p>'
    )


def test_cleaning_verse_restores_its_source():
    poem = "<p>One <em>bright</em> line<br>and a second</p><p>and a third</p>"

    assert clean_rich_text(verse(poem)) == poem


def test_a_paragraph_with_emphasis_across_lines_is_unchanged():
    poem = "<p><em>One<br>two</em></p>"

    assert verse(poem) == poem


def test_scripts_in_verse_are_removed():
    poem = {**Text.defaults(), "setting": "verse", "body": "<p>a<br><script>alert(1)</script></p>"}

    assert "<script" not in Text.context(poem, RenderContext(registry=BUILT_IN))["verse"]
