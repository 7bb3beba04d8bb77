"""Moving blocks."""

import pytest

from app.tree.model import (
    BlockGone,
    InvalidMove,
    Mismatch,
    Move,
    Operation,
    SlotFull,
    SlotGone,
    SlotRefuses,
    place_at,
    place_of,
)
from app.tree.operations import apply, build_move
from tests.tree.support import RULES, block, order, page, sample


def move(tree, block_id, address, *, after=""):
    return build_move(tree, block_id, place=place_at(address, after=after), rules=RULES)


def test_a_block_moves_into_another_slot():
    tree = sample()

    after = apply(tree, move(tree, "q", "columns:right"))

    assert order(after, "columns", "left") == ["h1"]
    assert order(after, "columns", "right") == ["q"]
    assert (after["q"].parent, after["q"].slot) == ("columns", "right")


def test_a_block_moves_down_and_up_among_its_siblings():
    tree = sample()

    down = apply(tree, move(tree, "hero", "root", after="bare"))
    up = apply(down, move(down, "widget", "root"))

    assert order(down) == ["columns", "bare", "hero", "widget"]
    assert order(up) == ["widget", "columns", "bare", "hero"]


def test_descendants_move_with_their_block():
    tree = sample()

    after = apply(tree, move(tree, "columns", "bare:content"))

    assert order(after, "bare", "content") == ["columns"]
    assert after["h1"] is tree["h1"]


@pytest.mark.parametrize("after", ["h1", "q"])
def test_a_move_to_the_current_place_changes_nothing(after):
    tree = sample()

    assert move(tree, "q", "columns:left", after=after) == Operation()


def test_a_move_into_itself_is_rejected():
    with pytest.raises(InvalidMove):
        move(sample(), "columns", "columns:left")


def test_a_move_into_its_own_child_is_rejected():
    tree = page(block("Section", "outer", content=[block("Section", "inner", content=[])]))

    with pytest.raises(InvalidMove):
        move(tree, "outer", "inner:content")


def test_the_root_cannot_be_moved():
    with pytest.raises(InvalidMove):
        move(sample(), "root", "bare:content")


def test_a_slot_rejects_components_that_it_does_not_allow():
    with pytest.raises(SlotRefuses, match=r"^Hero can’t hold a Quotation here\.$"):
        move(sample(), "q", "hero:actions")


def test_a_slots_allow_rule_overrides_its_deny_rule():
    tree = page(block("Columns", "a", right=[]), block("Columns", "b"))

    after = apply(tree, move(tree, "b", "a:right"))

    assert order(after, "a", "right") == ["b"]
    with pytest.raises(SlotRefuses):
        move(tree, "b", "a:left")


def test_a_full_slot_accepts_no_more_blocks_but_can_be_reordered():
    tree = page(
        block("Hero", "hero", actions=[block("Button", "one"), block("Button", "two")]),
        block("Button", "three"),
    )

    sorted_ = apply(tree, move(tree, "two", "hero:actions"))

    assert order(sorted_, "hero", "actions") == ["two", "one"]
    with pytest.raises(SlotFull):
        move(tree, "three", "hero:actions")


def test_a_block_of_an_unknown_type_can_be_moved():
    tree = sample()

    after = apply(tree, move(tree, "widget", "columns:left", after="h1"))

    assert order(after, "columns", "left") == ["h1", "widget", "q"]


def test_moving_to_or_from_a_missing_block_is_rejected():
    with pytest.raises(BlockGone):
        move(sample(), "gone", "root")
    with pytest.raises(SlotGone):
        move(sample(), "q", "gone:content")
    with pytest.raises(BlockGone):
        move(sample(), "q", "root", after="gone")
    with pytest.raises(BlockGone):
        move(sample(), "q", "root", after="q")


def test_replay_rejects_a_block_that_is_not_where_it_was():
    tree = sample()
    operation = move(tree, "q", "columns:right")

    with pytest.raises(Mismatch):
        apply(apply(tree, operation), operation)


def test_replay_rejects_a_target_inside_the_block():
    tree = page(block("Section", "outer", content=[block("Section", "inner", content=[])]))
    into_itself = Move("outer", "Section", place_of(tree, "outer"), place_at("inner:content"))

    with pytest.raises(Mismatch):
        apply(tree, Operation((into_itself,)))
