"""Operations on several blocks at once."""

import pytest

from app.tree.model import BlockGone, FixedProp, InvalidMove, SlotFull, place_at
from app.tree.operations import (
    apply,
    build_duplicates,
    build_moves,
    build_remove,
    build_removes,
    invert,
    outermost,
)
from app.tree.operations.bulk import runs
from app.tree.sync import describe
from tests.tree.support import RULES, block, exactly, maker, order, page, sample, through_json


def three():
    """Create a page with quotes a to e, and a hero that is full with two buttons."""
    quotes = [block("Quote", name) for name in "abcde"]
    return page(*quotes, block("Hero", "hero", actions=[block("Button", "x"), block("Button", "y")]))


def moves(tree, ids, address, *, after=""):
    return build_moves(tree, ids, place=place_at(address, after=after), rules=RULES)


def test_outermost_blocks_are_in_page_order_without_their_descendants():
    assert outermost(sample(), ["q", "bare", "columns", "hero"]) == ["hero", "columns", "bare"]
    assert runs(three(), ["a", "b", "d", "x", "y"]) == [["a", "b"], ["d"], ["x", "y"]]


@pytest.mark.parametrize(("ids", "error"), [([], BlockGone), (["gone"], BlockGone), (["root"], FixedProp)])
def test_empty_selections_and_selections_with_missing_blocks_or_the_root_are_rejected(ids, error):
    with pytest.raises(error):
        build_removes(three(), ids)


def test_several_blocks_are_deleted_and_restored_to_their_places():
    tree = sample()
    operation = build_removes(tree, ["q", "hero", "h1", "buy"])

    after = apply(tree, operation)

    assert order(after) == ["columns", "bare", "widget"]
    assert order(after, "columns", "left") == []
    assert exactly(apply(after, invert(through_json(operation)))) == exactly(tree)


@pytest.mark.parametrize(
    ("ids", "after", "expected"),
    [
        (["b", "c"], "", "bcade"),
        (["c", "b"], "d", "adbce"),
        (["a", "e"], "c", "bcaed"),
        (["a", "b"], "b", "abcde"),
        (["b", "d"], "d", "acbde"),
        (["a"], "e", "bcdea"),
    ],
)
def test_several_blocks_are_moved_together_and_keep_their_order(ids, after, expected):
    tree = three()
    operation = moves(tree, ids, "root", after=after)

    moved = apply(tree, operation)

    assert "".join(order(moved)[:5]) == expected
    assert exactly(apply(moved, invert(through_json(operation)))) == exactly(tree)


def test_blocks_of_different_slots_are_moved_to_one_place():
    tree = sample()

    after = apply(tree, moves(tree, ["q", "hero"], "bare:content"))

    assert order(after, "bare", "content") == ["hero", "q"]


def test_blocks_cannot_be_moved_into_one_of_themselves():
    with pytest.raises(InvalidMove):
        moves(sample(), ["hero", "columns"], "columns:right")


def test_copies_of_adjacent_blocks_follow_them_together():
    tree = three()
    make_id = maker()

    after = apply(tree, build_duplicates(tree, ["a", "b", "d"], make_id, RULES))

    copies = {name: make_id("Quote", name) for name in "abd"}
    assert order(after)[:8] == ["a", "b", copies["a"], copies["b"], "c", "d", copies["d"], "e"]


def test_if_there_is_no_room_for_one_copy_none_is_created():
    with pytest.raises(SlotFull):
        build_duplicates(three(), ["a", "x"], maker(), RULES)


@pytest.mark.parametrize(
    ("build", "description"),
    [
        (lambda tree: build_removes(tree, ["a", "b", "x"]), "Deleted 3 parts"),
        (lambda tree: build_removes(tree, ["a"]), "Deleted Quotation"),
        (
            lambda tree: build_duplicates(tree, ["a", "b"], maker(), RULES),
            "Duplicated 2 parts",
        ),
        (lambda tree: moves(tree, ["c", "d"], "root"), "Moved 2 parts up"),
        (lambda tree: invert(build_remove(tree, "a")), "Added Quotation"),
    ],
)
def test_an_operation_on_several_blocks_is_described_as_one_step(build, description):
    tree = three()
    operation = build(tree)

    assert describe(operation, tree, RULES) == description
