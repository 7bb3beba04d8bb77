"""Finding text on a page."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.registry import BUILT_IN
from app.tree import codecs
from app.tree.model import Tree
from app.tree.text import Query, find, prefilter
from tests.tree.library_pages import pages
from tests.tree.strategies import PROFILE
from tests.tree.support import block


def page(*content) -> Tree:
    return codecs.load_puck({"root": {"props": {"title": "Emma"}}, "content": list(content)}, BUILT_IN)


def where(tree: Tree, query: str) -> list[str]:
    return [
        f"{hit.passage.block_id} {hit.passage.name} {hit.found}" for hit in find(tree, Query(query), BUILT_IN)
    ]


def test_matches_in_every_kind_of_text_are_in_page_order():
    tree = page(
        block(
            "Hero",
            "h",
            heading="Emma",
            lead="<p>Em<b>ma</b></p>",
            actions=[block("Button", "b", label="emma")],
        ),
        block(
            "Book",
            "k",
            title="EMMA",
            details=[{"label": "x", "value": "y"}, {"label": "By", "value": "Emma’s friend"}],
            links=[{"label": "Emma’s shop", "link": {"url": "https://emma.test"}}],
            cover={"src": "/emma.png", "alt": "Émma in a chaise", "decorative": False},
        ),
        block("Section", "s", anchor="emma", content=[block("Text", "t", body="<p>An em<br>ma</p>")]),
    )

    assert where(tree, "emma") == [
        "h heading Emma",
        "h lead Emma",
        "b label emma",
        "k title EMMA",
        "k cover.alt Émma",
        "k details.1.value Emma",
        "k links.0.label Emma",
    ]


def test_default_texts_are_found():
    assert where(page(block("Hero", "h")), "say it in one line") == ["h heading Say it in one line"]


def test_only_texts_of_an_unknown_component_are_searched():
    tree = page(
        block("Countdown", "c", until="Emma", more=[{"a": ["emma"]}, block("Emma", "emma", x="Emma")], n=7)
    )

    hits = list(find(tree, Query("emma"), BUILT_IN))

    assert [hit.passage.name for hit in hits] == ["until", "more.0.a.0", "more.1.props.x"]
    assert all(hit.passage.stored.field is None for hit in hits)


def test_invalid_values_are_skipped():
    tree = page(
        block(
            "Book",
            "k",
            title=7,
            blurb=None,
            details="emma",
            links=[None, {"label": ["emma"]}, "emma"],
            cover=3,
        )
    )

    assert where(tree, "7") == ["k title 7"]
    assert where(tree, "emma") == []


def test_a_hit_shows_its_surroundings_on_one_line():
    body = f"<p>{'far ' * 30}away.</p><p>Then Emma came</p><p>and {'more ' * 30}</p>"
    (hit,) = find(page(block("Text", "t", body=body)), Query("emma"), BUILT_IN)

    assert hit.before == "…far far far far far away. Then "
    assert hit.found == "Emma"
    assert hit.after == " came and more more more more more…"


@pytest.mark.parametrize(("text", "counts"), [("Emma emma Emma", [0, 0, 1]), ("part art", [1])])
def test_a_hit_records_the_number_of_equal_hits_before_it(text, counts):
    words = "emma" if "Emma" in text else "art"
    hits = find(page(block("Heading", "h", text=text)), Query(words, whole_words=True), BUILT_IN)

    assert [hit.nth for hit in hits] == counts


def test_hits_are_counted_across_the_items_of_a_list():
    links = [{"label": "Emma", "link": ""}, {"label": "Emma, Emma", "link": ""}]

    hits = find(page(block("Footer", "f", text="<p>Emma</p>", links=links)), Query("emma"), BUILT_IN)

    assert [hit.nth for hit in hits] == [0, 0, 1, 2]


@PROFILE
@given(
    pages(),
    st.sampled_from(["emma", "e", "q & a", '"dear"', "anne elliot", "emma's", "a < b", "...", "line"]),
)
def test_the_prefilter_of_json_has_no_false_negatives(data, words):
    tree, query = codecs.load_puck(data, BUILT_IN), Query(words)
    hits = list(find(tree, query, BUILT_IN))

    assert all(hit.passage.text[hit.start : hit.end] == hit.found for hit in hits)
    assert not hits or prefilter(query, BUILT_IN)(json.dumps(data, ensure_ascii=False))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Say \\there\\ "now"', '\\there\\ "now"'),
        ("one\ttwo", "one two"),
        ("C:\\new\\table", "new\\table"),
        ("I <heart you > all", "heart you > all"),
        ("say &amp; it", "say &amp; it"),
    ],
)
def test_the_prefilter_reads_escaped_json(text, words):
    stored = json.dumps(block("Heading", "h", text=text), ensure_ascii=False)

    assert where(page(block("Heading", "h", text=text)), words)
    assert prefilter(Query(words), BUILT_IN)(stored)
    assert not prefilter(Query("xyzzy"), BUILT_IN)(stored)
