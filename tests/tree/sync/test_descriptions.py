"""Descriptions of operations in plain words."""

import pytest

from app.tree.model import Operation, place_at
from app.tree.operations import (
    apply,
    build_duplicate,
    build_insert,
    build_move,
    build_remove,
    build_update,
    invert,
    merge,
)
from app.tree.sync import describe, summarise
from tests.tree.support import RULES, block, maker, page, sample

LONG = "It is a truth universally acknowledged"


def insert(tree, type_, address, *, number=1):
    return build_insert(tree, type_, {}, place=place_at(address), make_id=maker(number), rules=RULES)


def move(tree, block_id, address, *, after=""):
    return build_move(tree, block_id, place=place_at(address, after=after), rules=RULES)


@pytest.mark.parametrize(
    ("build", "description"),
    [
        (lambda tree: insert(tree, "Quote", "root"), "Added Quotation"),
        (lambda tree: invert(insert(tree, "Quote", "root")), "Deleted Quotation"),
        (lambda tree: build_remove(tree, "columns"), "Deleted Columns"),
        (lambda tree: build_remove(tree, "widget"), "Deleted Countdown"),
        (lambda tree: build_duplicate(tree, "q", maker(), RULES), "Duplicated Quotation"),
        (lambda tree: move(tree, "bare", "columns:left"), "Moved Section into Columns, left"),
        (lambda tree: move(tree, "q", "columns:left"), "Moved Quotation up in Columns, left"),
        (lambda tree: move(tree, "q", "root"), "Moved Quotation out to the page"),
        (lambda tree: move(tree, "q", "bare:content"), "Moved Quotation into Section"),
        (lambda tree: insert(tree, "Quote", "columns:left"), "Added Quotation in Columns, left"),
        (lambda tree: insert(tree, "Quote", "bare:content"), "Added Quotation in Section"),
        (lambda tree: move(tree, "hero", "root", after="bare"), "Moved Hero down"),
        (lambda tree: move(tree, "bare", "root"), "Moved Section up"),
        (lambda tree: build_update(tree, "hero", {"heading": "x"}), "Changed the heading of Hero"),
        (lambda tree: build_update(tree, "hero", {"isbn": "1"}), "Changed the ISBN of Hero"),
        (
            lambda tree: build_update(tree, "hero", {"heading": "x", "lead": "y"}),
            "Changed the heading and the lead of Hero",
        ),
        (
            lambda tree: build_update(tree, "hero", {"a": 1, "b": 2, "c": 3}),
            "Changed 3 things in Hero",
        ),
        (lambda tree: build_update(tree, "root", {"title": "x"}), "Changed the title of the page"),
        (lambda tree: build_update(tree, "hero", {"set_as": "verse"}), "Changed “Set as” of Hero"),
        (
            lambda tree: build_update(tree, "hero", {"lead": "<p>It is a</p><p>truth</p>"}),
            "Typed in Hero “It is a truth”",
        ),
        (
            lambda tree: build_update(tree, "hero", {"note": LONG}),
            "Typed in Hero “It is a truth universally…”",
        ),
        (lambda tree: build_update(tree, "hero", {"note": ""}), "Typed in Hero"),
        (lambda _tree: Operation(), "Changed nothing"),
    ],
)
def test_one_change_is_described_in_plain_words(build, description):
    tree = sample()

    assert describe(build(tree), tree, RULES) == description


def test_many_changes_are_counted():
    start = tree = sample()
    removed = []
    for name in ("h1", "q"):
        removed.append(build_remove(tree, name))
        tree = apply(tree, removed[-1])
    updates = [build_update(start, name, {"text": "x"}) for name in ("h1", "q")]

    assert describe(merge(removed), start, RULES) == "Deleted Heading and Quotation"
    assert describe(merge(updates), start, RULES) == "Changed Heading and Quotation"
    assert describe(merge([*removed, insert(start, "Quote", "root")]), start, RULES) == "Changed 3 parts"


def test_a_value_replaced_by_a_slot_is_not_mentioned():
    tree = page(block("Section", "s", content=None))

    assert describe(insert(tree, "Quote", "s:content"), tree, RULES) == "Added Quotation in Section"


def test_a_move_into_a_block_added_at_the_same_time_is_described():
    start = sample()
    added = insert(start, "Section", "root")
    tree = apply(start, added)
    moved = move(tree, "q", f"{added.changes[0].block.id}:content")

    assert describe(moved, start, RULES) == "Moved Quotation into a new part"


@pytest.mark.parametrize(
    ("labels", "description"),
    [
        (["Typed in Text", "Typed in Text"], "Typed in Text"),
        (["Deleted Quote", "Deleted Heading"], "Deleted Quote and deleted Heading"),
        (["Deleted Quote", "Deleted Heading", "Deleted Text"], "Deleted 3 parts"),
        (["Deleted Quote", "Moved Text up", "Added Hero"], "Deleted Quote and 2 other changes"),
        (["", "Typed in Text"], "Typed in Text"),
        (["Typed in Text “I”", "Typed in Text “It is”"], "Typed in Text “It is”"),
    ],
)
def test_a_gesture_of_several_operations_has_one_description(labels, description):
    assert summarise(labels) == description
