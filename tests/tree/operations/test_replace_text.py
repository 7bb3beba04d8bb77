"""Replacing text on a page."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.registry import BUILT_IN
from app.errors import Invalid
from app.tree import codecs, operations
from app.tree.model import Tree
from app.tree.operations import build_replace, preview_replacements
from app.tree.text import Query, find
from app.tree.text.matches import passages
from tests.tree.library_pages import pages
from tests.tree.strategies import PROFILE
from tests.tree.support import block, exactly


def page(*content) -> Tree:
    return codecs.load_puck({"root": {"props": {}}, "content": list(content)}, BUILT_IN)


def replace(tree: Tree, query: Query, replacement: str):
    return build_replace(
        tree, query, replacement, {hit.place for hit in find(tree, query, BUILT_IN)}, BUILT_IN
    )


def after(tree: Tree, query: str, replacement: str) -> Tree:
    return operations.apply(tree, replace(tree, Query(query), replacement).operation)


def test_all_matches_on_a_page_are_replaced_in_one_operation():
    tree = page(
        block("Heading", "h", text="Emma and Emma"),
        block("Book", "k", title="x", links=[{"label": "emma", "link": ""}, {"label": "b", "mine": 1}]),
    )

    done = replace(tree, Query("emma"), "anne")
    new = operations.apply(tree, done.operation)

    assert len(done.done) == 3
    assert [change.id for change in done.operation.changes] == ["h", "k"]
    assert new["h"].props["text"] == "Anne and Anne"
    assert new["k"].props["links"] == [{"label": "anne", "link": ""}, {"label": "b", "mine": 1}]
    assert exactly(operations.apply(new, operations.invert(done.operation))) == exactly(tree)


def test_only_chosen_matches_are_replaced():
    tree = page(block("Heading", "h", text="Emma and Emma"))
    second = list(find(tree, Query("emma"), BUILT_IN))[1]

    done = build_replace(tree, Query("emma"), "Anne", {second.place}, BUILT_IN)

    assert operations.apply(tree, done.operation)["h"].props["text"] == "Emma and Anne"


def test_a_match_whose_text_has_changed_is_skipped():
    tree = page(block("Heading", "h", text="Emma"), block("Heading", "i", text="Emma"))
    chosen = {hit.place for hit in find(tree, Query("emma"), BUILT_IN)}
    changed = operations.apply(tree, operations.build_update(tree, "h", {"text": "Emma, dear"}))

    done = build_replace(changed, Query("emma"), "Anne", chosen, BUILT_IN)

    assert [offer.hit.passage.block_id for offer in done.done] == ["i"]


def test_matches_equal_to_the_replacement_are_not_offered():
    tree = page(block("Heading", "h", text="Bronte, Brontë"))
    query = Query("bronte")

    assert [
        offer.hit.found for offer in preview_replacements(find(tree, query, BUILT_IN), query, "Brontë")
    ] == ["Bronte"]
    assert replace(tree, Query("Brontë"), "Brontë").done != []


@pytest.mark.parametrize(
    ("part", "replacement", "reason"),
    [
        (block("Heading", "x", text="emma"), "", "Text can’t be empty."),
        (
            block("Heading", "x", text="emma"),
            "long " * 60,
            "Text is 300 characters long; the limit is 200.",
        ),
        (
            block("Countdown", "x", text="emma"),
            "anne",
            "This part isn’t available here, so it can’t be changed.",
        ),
        (
            block("Image", "x", image={"src": "/a", "alt": "emma", "decorative": False}),
            "x" * 501,
            "The description is too long.",
        ),
        (block("Heading", "x", text="emma"), "a\x00b", "This text contains a character that can’t be saved."),
    ],
)
def test_invalid_replacements_are_skipped_with_a_reason(part, replacement, reason):
    tree = page(part, block("Text", "t", body="<p>emma</p>"))
    query = Query("emma")

    done = replace(tree, query, replacement)
    offered = preview_replacements(find(tree, query, BUILT_IN), query, replacement)

    assert [offer.hit.passage.block_id for offer in done.refused][:1] == ["x"]
    assert done.refused[0].refusal.startswith(reason)
    assert offered[0].refusal == done.refused[0].refusal
    assert [change.id for change in done.operation.changes] in (["t"], [])


def test_a_picture_keeps_all_but_its_description():
    picture = {"src": "/a", "alt": "Emma", "decorative": False, "focus": "top"}

    new = after(page(block("Image", "i", image=picture)), "emma", "Anne")

    assert new["i"].props["image"] == {**picture, "alt": "Anne"}


def test_a_replacement_is_never_interpreted_as_html():
    new = after(page(block("Text", "t", body="<p>Emma</p>")), "emma", "<script>&lt;")

    assert new["t"].props["body"] == "<p>&lt;script&gt;&amp;lt;</p>"


PAIRS = st.sampled_from(
    [("emma", "Xyzzy"), ("Q & A", "1 < 2"), ("e", ""), ("anne", "Emma"), ("elliot", "<b>")]
)


@PROFILE
@given(pages(), PAIRS, st.booleans(), st.booleans())
def test_nothing_but_the_matches_changes(data, pair, match_case, whole_words):
    tree = codecs.load_puck(data, BUILT_IN)
    query = Query(pair[0], match_case=match_case, whole_words=whole_words)

    done = replace(tree, query, pair[1])
    new = operations.apply(tree, done.operation)

    for node_id, node in tree.nodes.items():
        spans = {}
        for offer in done.done:
            if offer.hit.passage.block_id == node_id:
                spans.setdefault(offer.hit.passage.name, []).append(
                    (offer.hit.start, offer.hit.end, offer.text)
                )
        old = (
            {passage.name: passage.text for passage in passages(node, BUILT_IN)} if node_id != "root" else {}
        )
        now = (
            {passage.name: passage.text for passage in passages(new[node_id], BUILT_IN)}
            if node_id != "root"
            else {}
        )
        assert now == {name: with_replacements(text, spans.get(name, [])) for name, text in old.items()}
        assert new[node_id].props.keys() - node.props.keys() <= {name.split(".")[0] for name in spans}
        assert without_texts(new[node_id]) == without_texts(node)
        assert valid_fields(new[node_id]) == valid_fields(node)


def with_replacements(text: str, changes) -> str:
    for start, end, words in sorted(changes, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def without_texts(node) -> object:
    """Return the values of a block with all text removed, which leaves links, choices and numbers."""
    component = BUILT_IN.find(node.type)
    if component is None:
        return node.props
    props = {name: deepcopy(node.props.get(name, each.default)) for name, each in component.inputs.items()}
    for passage in passages(node, BUILT_IN):
        *path, last = passage.path
        inner = props
        for key in path:
            inner = inner[key]
        inner[last] = ""
    return props


def valid_fields(node) -> list[str]:
    """Return the names of the fields whose values are valid."""
    component = BUILT_IN.find(node.type)
    good = []
    for name, each in component.inputs.items() if component else ():
        try:
            each.clean(deepcopy(node.props.get(name, each.default)))
        except Invalid:
            continue
        good.append(name)
    return good


@PROFILE
@given(pages())
def test_replacing_and_replacing_back_restores_the_page(data):
    tree = codecs.load_puck(data, BUILT_IN)
    query, back = Query("Anne", match_case=True), Query("Xyzzy", match_case=True)

    new = operations.apply(tree, replace(tree, query, "Xyzzy").operation)
    old = operations.apply(new, replace(new, back, "Anne").operation)

    assert not list(find(new, query, BUILT_IN))
    assert exactly(old) == exactly(tree)


@PROFILE
@given(pages(), PAIRS)
def test_a_replacement_is_undone_exactly(data, pair):
    tree = codecs.load_puck(data, BUILT_IN)

    done = replace(tree, Query(pair[0]), pair[1])
    new = operations.apply(tree, done.operation)

    assert exactly(operations.apply(new, operations.invert(done.operation))) == exactly(tree)
