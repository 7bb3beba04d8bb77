"""Deleting blocks."""

import pytest

from app.tree.model import BlockGone, FixedProp, Mismatch
from app.tree.operations import apply, build_remove, build_update
from tests.tree.support import order, sample


def test_a_block_is_deleted_with_its_descendants():
    tree = sample()

    after = apply(tree, build_remove(tree, "columns"))

    assert order(after) == ["hero", "bare", "widget"]
    assert not {"columns", "h1", "q"} & set(after)


def test_a_slot_that_lost_its_last_block_is_empty_not_absent():
    tree = sample()

    after = apply(tree, build_remove(tree, "buy"))

    assert after["hero"].children == {"actions": ()}


def test_the_root_cannot_be_deleted():
    with pytest.raises(FixedProp):
        build_remove(sample(), "root")


def test_removing_a_missing_block_raises_block_gone():
    tree = sample()

    with pytest.raises(BlockGone):
        build_remove(apply(tree, build_remove(tree, "columns")), "h1")


def test_replay_rejects_a_block_that_is_not_as_recorded():
    tree = sample()
    operation = build_remove(tree, "columns")
    changed = apply(tree, build_update(tree, "h1", {"text": "Other"}))

    with pytest.raises(Mismatch):
        apply(changed, operation)
    with pytest.raises(Mismatch):
        apply(apply(tree, operation), operation)
