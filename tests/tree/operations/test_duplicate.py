"""Duplicating blocks."""

import pytest

from app.tree.model import BlockGone, FixedProp, SlotFull, walk
from app.tree.operations import apply, build_duplicate, build_remove
from tests.tree.support import RULES, block, maker, order, page, sample


def test_a_copy_with_all_descendants_follows_the_original():
    tree = sample()

    after = apply(tree, build_duplicate(tree, "columns", maker(), RULES))

    copy = order(after)[2]
    assert [node.type for node in walk(after, copy)] == ["Columns", "Heading", "Quote"]
    assert not {node.id for node in walk(after, copy)} & set(tree)
    assert after[copy].schema_version == 1


def test_a_copy_can_be_copied_again_and_keeps_empty_slots():
    tree = sample()

    after = apply(tree, build_duplicate(tree, "columns", maker(1), RULES))
    after = apply(after, build_duplicate(after, "columns", maker(2), RULES))

    assert all(after[name].children["right"] == () for name in order(after)[1:4])
    assert len(after) == len(tree) + 6


def test_blocks_inside_an_unknown_component_get_new_ids_too():
    tree = page(block("Carousel", "c", slides=[{"items": [block("Quote", "q", text="x")]}]))

    after = apply(tree, build_duplicate(tree, "c", maker(), RULES))

    inner = after[order(after)[1]].props["slides"][0]["items"][0]
    assert inner["props"]["text"] == "x"
    assert inner["props"]["id"] != "q"


def test_a_full_slot_accepts_no_copy():
    tree = page(block("Hero", "hero", actions=[block("Button", "a"), block("Button", "b")]))

    with pytest.raises(SlotFull):
        build_duplicate(tree, "a", maker(), RULES)


def test_the_root_and_missing_blocks_cannot_be_duplicated():
    tree = sample()

    with pytest.raises(FixedProp):
        build_duplicate(tree, "root", maker(), RULES)
    with pytest.raises(BlockGone):
        build_duplicate(apply(tree, build_remove(tree, "q")), "q", maker(), RULES)
