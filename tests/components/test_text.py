"""What is kept of text that people bring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.fields import RichText
from tests.tree.strategies import PROFILE


def test_a_bare_address_becomes_a_link():
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
def test_words_in_links_and_code_are_kept_as_they_are_however_often_they_are_saved(html):
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
def test_what_was_kept_once_is_kept_from_then_on(html):
    once = RichText().clean(html + " https://example.com")

    assert RichText().clean(once) == once
