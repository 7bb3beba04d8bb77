"""Traversing a tree, and the addresses of slots."""

import pytest

from app.tree.model import (
    BlockGone,
    Place,
    SlotGone,
    ancestors,
    depth_of,
    descendants,
    empty_tree,
    format_address,
    is_inside,
    place_at,
    place_of,
    position,
    subtree,
    walk,
)
from app.tree.model.slot_address import parse_address
from app.tree.model.traversal import MAX_EARLIER
from tests.tree.support import block, page, sample


def test_a_walk_visits_blocks_in_reading_order():
    assert [node.id for node in walk(sample())] == [
        "root",
        "hero",
        "buy",
        "columns",
        "h1",
        "q",
        "bare",
        "widget",
    ]
    assert [node.id for node in descendants(sample(), "columns")] == ["h1", "q"]


def test_ancestors_end_with_the_root():
    tree = sample()

    assert [node.id for node in ancestors(tree, "q")] == ["columns", "root"]
    assert [depth_of(tree, name) for name in ("root", "columns", "q")] == [0, 1, 2]


def test_a_block_is_inside_itself_and_its_ancestors():
    tree = sample()

    assert is_inside(tree, "q", "q")
    assert is_inside(tree, "q", "columns")
    assert not is_inside(tree, "columns", "q")


def test_a_place_names_the_preceding_sibling_and_some_earlier_ones():
    tree = page(*(block("Quote", f"q{number}") for number in range(30)))

    first, last = place_of(tree, "q0"), place_of(tree, "q29")

    assert first == Place("root", "content", "")
    assert last == Place("root", "content", "q28")
    assert last.earlier == tuple(f"q{number}" for number in range(27, 27 - MAX_EARLIER, -1))


def test_a_position_counts_from_the_start():
    assert position(sample(), "q").index == 1
    assert position(sample(), "q").count == 2
    assert position(sample(), "root").count == 1


def test_a_missing_block_raises_block_gone():
    with pytest.raises(BlockGone):
        place_of(sample(), "gone")
    with pytest.raises(BlockGone):
        list(walk(sample(), "gone"))


def test_a_subtree_has_its_own_walk_slots_and_depth():
    columns = subtree(sample(), "columns")

    assert [inner.id for inner in columns.walk()] == ["columns", "h1", "q"]
    assert columns.slots["right"] == ()
    assert columns.depth() == 2


def test_a_new_page_has_no_blocks():
    assert len(empty_tree()) == 0
    assert empty_tree().root.children == {"content": ()}


@pytest.mark.parametrize(
    ("address", "parent", "slot"),
    [
        ("root", "root", "content"),
        ("Hero-1:actions", "Hero-1", "actions"),
        ("a:b/ü :left_2", "a:b/ü ", "left_2"),
    ],
)
def test_an_address_survives_parsing_and_formatting(address, parent, slot):
    assert parse_address(address) == (parent, slot)
    assert format_address(parent, slot) == address
    assert place_at(address, after="x") == Place(parent, slot, "x")


@pytest.mark.parametrize("address", ["", "hero", "hero:", ":left", "hero:2", "hero:a-b", "root:content"])
def test_a_malformed_address_raises_slot_gone(address):
    with pytest.raises(SlotGone):
        parse_address(address)
