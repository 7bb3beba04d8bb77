"""Operations in plain words."""

import pytest

from app.tree.address import place_at
from app.tree.operations import (
    Operation,
    apply,
    build_duplicate,
    build_insert,
    build_move,
    build_remove,
    build_update,
    describe,
    invert,
    merge,
)
from tests.tree.support import RULES, block, maker, page, sample


def insert(tree, type_, address, *, number=1):
    return build_insert(tree, type_, {}, place=place_at(address), make_id=maker(number), rules=RULES)


def move(tree, block_id, address, *, after=""):
    return build_move(tree, block_id, place=place_at(address, after=after), rules=RULES)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda tree: insert(tree, "Quote", "root"), "Added Quotation"),
        (lambda tree: invert(insert(tree, "Quote", "root")), "Deleted Quotation"),
        (lambda tree: build_remove(tree, "columns"), "Deleted Columns"),
        (lambda tree: build_remove(tree, "widget"), "Deleted Countdown"),
        (lambda tree: build_duplicate(tree, "q", maker(), RULES), "Duplicated Quotation"),
        (lambda tree: move(tree, "bare", "columns:left"), "Moved Section to Columns, left"),
        (lambda tree: move(tree, "q", "columns:left"), "Moved Quotation within Columns, left"),
        (lambda tree: move(tree, "q", "root"), "Moved Quotation to the page"),
        (lambda tree: move(tree, "hero", "root", after="bare"), "Moved Hero down"),
        (lambda tree: move(tree, "bare", "root"), "Moved Section up"),
        (lambda tree: build_update(tree, "hero", {"heading": "x"}), "Changed heading of Hero"),
        (lambda tree: build_update(tree, "hero", {"isbn": "1"}), "Changed ISBN of Hero"),
        (
            lambda tree: build_update(tree, "hero", {"heading": "x", "lead": "y"}),
            "Changed heading and lead of Hero",
        ),
        (
            lambda tree: build_update(tree, "hero", {"a": 1, "b": 2, "c": 3}),
            "Changed 3 things in Hero",
        ),
        (lambda tree: build_update(tree, "root", {"title": "x"}), "Changed title of the page"),
        (lambda _tree: Operation(), "Changed nothing"),
    ],
)
def test_one_change_is_said_in_plain_words(build, words):
    tree = sample()

    assert describe(build(tree), tree, RULES) == words


def test_many_changes_are_counted():
    start = tree = sample()
    removed = []
    for name in ("h1", "q"):
        removed.append(build_remove(tree, name))
        tree = apply(tree, removed[-1])
    updates = [build_update(start, name, {"text": "x"}) for name in ("h1", "q")]

    assert describe(merge(removed), start, RULES) == "Deleted 2 parts"
    assert describe(merge(updates), start, RULES) == "Changed 2 parts"
    assert describe(merge([*removed, insert(start, "Quote", "root")]), start, RULES) == "Changed 3 parts"


def test_what_makes_way_for_a_block_is_not_mentioned():
    tree = page(block("Section", "s", content=None))

    assert describe(insert(tree, "Quote", "s:content"), tree, RULES) == "Added Quotation"


def test_a_move_into_a_part_that_is_as_new_has_words_too():
    start = sample()
    added = insert(start, "Section", "root")
    tree = apply(start, added)
    moved = move(tree, "q", f"{added.changes[0].block.id}:content")

    assert describe(moved, start, RULES) == "Moved Quotation to a new part"
