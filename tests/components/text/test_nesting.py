"""Texts that are nested too deeply are never parsed, whichever way they come in."""

from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.fields import FieldError, RichText
from app.components.registry import BUILT_IN
from app.components.rendering import RenderContext
from app.components.text import MAX_NESTING, MAX_TEXT, clean_rich_text, is_too_deep, plain_paragraphs
from app.components.text.nesting import MAX_FORMATTING, nesting_of
from tests.tree.strategies import PROFILE

DEEP = {
    "lists": "<ul><li>a" * 21_000,
    "quotes": "<blockquote>a" * 9_000,
    "tables": "<table><tr><td>a" * 9_000,
    "emphasis that is never closed": "<p><em>a" * 9_000,
    "crossed tags": "<b>a<i></b>" * 9_000,
    "comments that hide end tags": "<ul><li>a<!--</li></ul>-->" * 5_000,
    "attributes that hide end tags": '<ul title="</ul>">a' * 5_000,
    "scripts that hide end tags": "<ul><script><!--<script></script></ul></script>" * 4_000,
    "end tags that close nothing": "<li><ul>a</li>" * 9_000,
    "formatting that each paragraph repeats": f"<p>{'<b>' * 99}{'<p>a' * 9_000}",
}
every_deep_text = pytest.mark.parametrize("html", DEEP.values(), ids=DEEP)


@every_deep_text
def test_an_author_is_told_that_a_text_is_nested_too_deeply(html):
    with pytest.raises(FieldError, match=r"inside one another\. Please move some of them further out"):
        RichText(label="Text").clean(html)


@every_deep_text
def test_text_that_is_already_stored_is_rendered_as_plain_paragraphs(html):
    shown = RenderContext(registry=BUILT_IN).rich(html)

    assert shown.startswith("<p>")
    assert nesting_of(shown) == (1, 0)
    assert shown.count("a") >= html.count("a") // 30
    assert clean_rich_text(shown) == shown


@every_deep_text
def test_imported_text_keeps_its_words(html):
    assert RichText().limited(html) == plain_paragraphs(html)
    assert RichText().limited(f"<ul><li>{'a' * 9_000}</li></ul>") == f"<ul><li>{'a' * 9_000}</li></ul>"


def test_imported_text_may_be_as_long_as_text_that_is_typed():
    with pytest.raises(FieldError, match="the limit is 200,000 characters"):
        RichText(label="Text").limited("a" * (MAX_TEXT + 1))


@pytest.mark.parametrize(
    "html",
    [
        "<p>One</p>" * 5_000,
        "<p>One" * 5_000,
        "<ul><li>One<li>Two</ul>" * 5_000,
        f"{'<ul><li>a' * 40}{'</li></ul>' * 40}" * 50,
        "<p>One<br>Two<br/><img src='a>b'><em>three</em></p>" * 2_000,
        "<!-- <ul> --><![if !supportLists]><p class=MsoNormal>One<o:p></o:p></p><![endif]>" * 900,
    ],
)
def test_long_texts_are_not_too_deep(html):
    assert not is_too_deep(html)


def test_the_words_of_a_deep_text_become_paragraphs():
    assert plain_paragraphs(
        "<ul><li>One &lt;b&gt;<ul><li><em>Two</em> words\n<!-- x --></ul>Three&nbsp;"
    ) == ("<p>One &lt;b&gt;</p><p>Two words</p><p>Three</p>")


NAMES = """
    p ul ol li em b a table tr td caption div h2 blockquote button span font nobr br svg math foreignObject
    script style textarea select option title template noscript plaintext dd form object ruby
"""
PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in NAMES.split()),
        *(f"</{name}>" for name in NAMES.split()),
        *("<!--", "-->", "--!>", "<!-->", "<![CDATA[", "]]>", "<?", "<!", "<", "</ ", '"', "'", "a", "<b/>"),
        *("<font a=1>", '<a href="b">', "<a href=>", '<p ="', "<p a=b/>", '<ul a="</ul>">', '</p a="'),
        *('<p\xa0a="</p>">', "<table><tr><td>", "</td></tr></table>", "<script><!--<script></script>"),
    ]
)


def depth(element: Element) -> int:
    deepest, pending = 0, [(element, 0)]
    while pending:
        inner, level = pending.pop()
        deepest = max(deepest, level)
        pending += [(child, level + 1) for child in inner]
    return deepest


@PROFILE
@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.sampled_from([1, 30]))
def test_no_parser_builds_a_tree_that_is_deeper_than_measured(html, times):
    tree = html5lib.parseFragment(html * times, namespaceHTMLElements=False)

    assert depth(tree) <= 2 * nesting_of(html * times)[0] + 1


def test_formatting_is_measured_on_its_own():
    formatted = "<strong>" * MAX_FORMATTING + "a" + "</strong>" * MAX_FORMATTING

    assert not is_too_deep(formatted)
    assert is_too_deep(f"<em>{formatted}</em>")
    assert is_too_deep("<div>" * (MAX_NESTING + 1))
