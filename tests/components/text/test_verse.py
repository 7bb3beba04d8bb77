"""Verse: each line of a poem is an element of its own."""

from app.components.library.content.text.text import Text, verse
from app.components.registry import BUILT_IN
from app.components.rendering import RenderContext
from app.components.text import clean_rich_text


def test_verse_makes_each_line_an_element():
    assert verse("<p>One<br>two</p>") == (
        '<p><span class="c-text__line">One</span><br><span class="c-text__line">two</span></p>'
    )


def test_verse_comes_back_as_it_was_when_it_is_cleaned_again():
    poem = "<p>One <em>bright</em> line<br>and a second</p><p>and a third</p>"

    assert clean_rich_text(verse(poem)) == poem


def test_verse_leaves_a_paragraph_alone_whose_emphasis_runs_over_lines():
    poem = "<p><em>One<br>two</em></p>"

    assert verse(poem) == poem


def test_verse_keeps_no_script():
    poem = {**Text.defaults(), "setting": "verse", "body": "<p>a<br><script>alert(1)</script></p>"}

    assert "<script" not in Text.context(poem, RenderContext(registry=BUILT_IN))["verse"]
