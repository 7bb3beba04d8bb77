"""Replacing words in rich text, whose tags stay in place."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.text import clean_rich_text
from app.tree.text import Query, TextEdit
from app.tree.text.rich_text import ParsedRichText, strip_tags
from tests.tree.strategies import PROFILE


def replaced(source: str, query: str, words: str) -> str:
    rich = ParsedRichText(source)
    spans = Query(query).spans(rich.text)
    return rich.replaced([TextEdit(start, end, words) for start, end in spans])


@pytest.mark.parametrize(
    ("source", "query", "words", "after"),
    [
        ("<p>Emma</p>", "emma", "Persuasion", "<p>Persuasion</p>"),
        ("<p>Em<strong>ma</strong></p>", "emma", "Anne", "<p>Anne</p>"),
        ("<p><em>Em</em>ma Woodhouse</p>", "emma", "Anne", "<p><em>Anne</em> Woodhouse</p>"),
        (
            "<p>Pride <em>and P</em>rejudice</p>",
            "pride and",
            "Sense &",
            "<p>Sense &amp;<em> P</em>rejudice</p>",
        ),
        ("<p>Q &amp; A</p>", "q & a", "x", "<p>x</p>"),
        ("<p>1 &lt; 2 &amp;amp; 3</p>", "&amp;", "&lt;", "<p>1 &lt; 2 &amp;lt; 3</p>"),
        ("<p>Mr&nbsp;Darcy &nbsp;</p>", "mr darcy", "Mr\u00a0Knightley", "<p>Mr&nbsp;Knightley &nbsp;</p>"),
        ("<p>one<br>two</p><p>one</p><p>two</p>", "one two", "x", None),
        ("<ul><li>one</li><li>two</li></ul>", "one two", "x", None),
        ("<p>one\ntwo</p>", "one two", "x", "<p>x</p>"),
        ('<p><a href="https://emma.test" title="emma">Emma</a></p>', "emma", "Anne", ...),
        ("<p>a</p>", "p", "x", None),
        ("<p>&nbsp;</p>", "nbsp", "x", None),
        ("<p><strong><em>all</em></strong> of it</p>", "all of it", "none", ...),
        ("<p><b></b>Emma</p>", "emma", "", "<p><b></b></p>"),
    ],
)
def test_words_are_replaced_between_the_tags(source, query, words, after):
    found = replaced(source, query, words)

    if after is ...:
        assert found == clean_rich_text(source).replace(">Emma<", ">Anne<").replace(
            "all</em></strong> of it", "none</em></strong>"
        )
    else:
        assert found == clean_rich_text(source if after is None else after)


def test_each_paragraph_list_item_and_line_of_verse_counts_as_a_line():
    text = ParsedRichText("<h2>One</h2><p>two<br>three <em>and</em> more</p><ul><li>four</li></ul>").text

    assert text.split("\n") == ["", "One", "", "two", "three and more", "", "", "four", "", ""]


def test_hidden_content_is_not_searched():
    assert ParsedRichText("<p>a<script>b</script><!-- c --><style>d</style></p>").text.strip() == "a"


WORDS = st.text("ab &<>é'\u00a0", max_size=6)
SOURCES = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "em", "strong", "li", "blockquote", 'a href="/a"', "code", "h2"]),
        st.lists(inner, max_size=3),
    ).map(lambda html: re.sub(r"</a href=[^>]*>", "</a>", html)),
    max_leaves=8,
)
RAW = st.lists(
    st.sampled_from(["<b>", "</b>", "<p", "a>", "b", "<br>", "&", "amp;", '"', "<a href='x'>", "<ul><li>"])
)


@PROFILE
@given(SOURCES | RAW.map("".join), st.text("ab &", min_size=1, max_size=3), WORDS)
def test_tags_stay_in_place_and_balanced_and_only_hits_are_replaced(source, query, words):
    before = ParsedRichText(source)
    spans = Query(query).spans(before.text)

    after = before.replaced([TextEdit(start, end, words) for start, end in spans])

    expected, at = [], 0
    for start, end in spans:
        expected += [before.text[at:start], words]
        at = end
    assert ParsedRichText(after).text == "".join([*expected, before.text[at:]])
    assert clean_rich_text(after) == after
    old, new = tags(clean_rich_text(source)), tags(after)
    assert [tag for tag in old if tag not in {"a", "b", "em", "strong", "code"}] == [
        tag for tag in new if tag not in {"a", "b", "em", "strong", "code"}
    ]
    assert set(spans) or old == new


def tags(source: str) -> list[str]:
    return [
        each.tag.split("}")[-1] for each in html5lib.parseFragment(source).iter() if isinstance(each.tag, str)
    ]


@PROFILE
@given(SOURCES, st.text("abé &", min_size=1, max_size=3))
def test_the_prefilter_has_no_false_negatives(source, query):
    search = Query(query)

    if search.spans(ParsedRichText(source).text):
        assert search.longest_literal.may_match(strip_tags(source))
