"""Sanitising rich text."""

import html5lib
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.components.fields import RichText
from app.components.text import clean_rich_text, is_known_clean
from app.components.text.sanitize import PLAIN_TAGS
from tests.tree.strategies import PROFILE


def test_a_bare_url_becomes_a_link():
    assert RichText().clean("<p>At https://example.com/?a=1&amp;b=2.</p>") == (
        '<p>At <a href="https://example.com/?a=1&amp;b=2" rel="noopener">https://example.com/?a=1&amp;b=2</a>.</p>'
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://example.com/?a=1&amp;b=2" rel="noopener">Q &amp; A&nbsp;&lt;1</a></p>',
        '<p><a href="https://example.com" rel="noopener"><code>&amp;amp;</code> &amp;</a></p>',
        "<pre>if a &lt; b &amp;&amp; c: see https://example.com</pre>",
        "<p>\ue000 <code>&amp;</code> https://example.com</p>",
    ],
)
def test_text_in_links_and_code_is_unchanged(html):
    assert RichText().clean(html) == html


PARTS = st.sampled_from(
    [
        *("<p>", "</p>", "<a>", "</a>", "<pre>", "</pre>", "<code>", "</code>", "<b>", "</b>"),
        *("&amp;", "&", "<", "&lt;", "&nbsp;", "a", "\ue000"),
        *("<a href='https://a.com/?b&c'>", "https://example.com/?x=1&y=2", " ", "\n"),
    ]
)


@PROFILE
@given(st.lists(PARTS, max_size=12).map("".join))
def test_cleaning_is_idempotent(html):
    once = RichText().clean(html + " https://example.com")

    assert RichText().clean(once) == once


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>Two words &amp; <strong>more</strong><br>A line.</p><hr>",
        '<ul><li><a href="/books?x=1#y" rel="noopener">Books</a></li></ul>',
        '<p><a href="https://example.com/a_(b)" rel="noopener">There</a></p>',
        "<ul><li>One<ol><li><p><em>Two</em></p></li></ol></li></ul><pre><code>a &gt; b</code></pre>",
    ],
)
def test_clean_html_is_recognised_and_unchanged(html):
    assert is_known_clean(html)
    assert clean_rich_text(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        "<p onclick=x>a</p>",
        "<p/onclick=x>a</p>",
        "<P>a</P>",
        "<p>a",
        "a</p>",
        "<p><em>a</p></em>",
        "<p>a</p><em>b</p>",
        "<p>a</p><a>b</a>",
        f"{'<em>' * 20}a{'</em>' * 20}",
        "<p>a</p><",
        "<!-- a -->",
        "<p>a\0</p>",
        '<p><a href="javascript:alert(1)" rel="noopener">a</a></p>',
        '<p><a href="//example.com" rel="noopener">a</a></p>',
        '<p><a href="/books">a</a></p>',
        '<p><a href="/" rel="noopener" onclick="x">a</a></p>',
        '<p><a href="/&#34;x" rel="noopener">a</a></p>',
    ],
)
def test_other_html_is_not_recognised_as_clean(html):
    assert not is_known_clean(html)


WORDS = st.sampled_from(["a", " ", "&", "&amp;", "&lt;", "&#60;", "&copy", ">", '"', "\xa0", "<br>", "<hr>"])
TAGS = st.sampled_from([*sorted(PLAIN_TAGS), 'a href="/b" rel="noopener"'])
PLAIN = st.recursive(
    WORDS,
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4).map("".join)).map(
        lambda parts: f"<{parts[0]}>{parts[1]}</{parts[0].split()[0]}>"
    ),
    max_leaves=8,
)


@PROFILE
@given(PLAIN)
def test_html_recognised_as_clean_parses_like_its_cleaned_form(html):
    def seen(inner: str) -> str:
        return str(html5lib.serialize(html5lib.parse(f"<div>{inner}</div><p>After</p>")))

    assume(is_known_clean(html))
    assert seen(html) == seen(clean_rich_text(html))
