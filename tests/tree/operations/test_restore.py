"""Restoring an earlier state of a page, or of one block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tree import codecs
from app.tree.model import Tree, place_at
from app.tree.model.validate import check_invariants
from app.tree.operations import (
    NothingToRestore,
    apply,
    build_insert,
    build_move,
    build_remove,
    build_restore,
    build_restore_one,
    build_update,
    invert,
    revert,
)
from app.tree.operations.restore_one import NoPlaceLeft
from app.tree.sync import Kind, diff
from tests.tree.strategies import PROFILE, documents, perform, scripts
from tests.tree.support import RULES, block, exactly, maker, order, page, sample, through_json


def move(tree: Tree, block_id: str, address: str, *, after: str = "") -> Tree:
    return apply(tree, build_move(tree, block_id, place=place_at(address, after=after), rules=RULES))


def remove(tree: Tree, block_id: str) -> Tree:
    return apply(tree, build_remove(tree, block_id))


def restore_one(current: Tree, wanted: Tree, block_id: str, kind: Kind) -> Tree:
    return apply(current, build_restore_one(current, wanted, block_id, kind, rules=RULES))


@PROFILE
@given(documents(), scripts(), st.integers(0, 30))
def test_a_whole_page_is_restored_exactly(data, script, turn):
    trees = [codecs.load_puck(data, RULES)]
    for number, gesture in enumerate(script):
        trees.append(apply(trees[-1], perform(trees[-1], gesture, maker(number))))
    now, then = trees[-1], trees[turn % len(trees)]

    for current, wanted in ((now, then), (then, now)):
        operation = through_json(build_restore(current, wanted))
        restored = apply(current, operation)

        check_invariants(restored)
        assert exactly(restored) == exactly(wanted)
        assert exactly(apply(restored, invert(operation))) == exactly(current)
        undone, skipped = revert(restored, operation)
        assert exactly(apply(restored, undone)) == exactly(current)
        assert skipped == []


@PROFILE
@given(documents(), scripts())
def test_every_difference_is_restored_and_an_unchanged_page_is_not_changed(data, script):
    before = after = codecs.load_puck(data, RULES)
    for number, gesture in enumerate(script):
        after = apply(after, perform(after, gesture, maker(number)))

    assert not build_restore(before, before)
    assert len(diff(before, after)) <= len(build_restore(after, before).changes)


def test_swapped_nesting_of_two_blocks_is_restored():
    inside = page(block("Section", "a", content=[block("Section", "b", content=[])]))
    outside = page(block("Section", "b", content=[block("Section", "a", content=[])]))

    restored = apply(inside, build_restore(inside, outside))

    assert exactly(restored) == exactly(outside)


def test_a_block_that_changed_its_type_is_restored():
    was, became = page(block("Quote", "a"), block("Hero", "b")), page(block("Hero", "a"))

    assert exactly(apply(became, build_restore(became, was))) == exactly(was)


def test_an_edit_a_move_and_a_deletion_are_restored_one_by_one():
    before = sample()
    after = apply(before, build_update(before, "hero", {"heading": "Prejudice"}))
    after = remove(move(after, "q", "root", after="hero"), "bare")

    restored = restore_one(after, before, "bare", Kind.REMOVED)

    assert order(restored) == ["hero", "q", "columns", "bare", "widget"]
    assert [(each.kind, each.id) for each in diff(before, restored)] == [
        (Kind.CHANGED, "hero"),
        (Kind.MOVED, "q"),
    ]
    restored = restore_one(restored, before, "q", Kind.MOVED)
    restored = restore_one(restored, before, "hero", Kind.CHANGED)
    assert exactly(restored) == exactly(before)


def test_a_deleted_block_is_restored_nearby_if_its_place_is_missing():
    before = sample()
    after = remove(before, "columns")

    restored = restore_one(after, before, "q", Kind.REMOVED)

    assert order(restored) == ["hero", "q", "bare", "widget"]


def test_a_child_that_was_moved_out_before_the_deletion_stays_there():
    before = sample()
    after = remove(move(before, "q", "root"), "columns")

    restored = restore_one(after, before, "columns", Kind.REMOVED)

    assert order(restored) == ["q", "hero", "columns", "bare", "widget"]
    assert order(restored, "columns", "left") == ["h1"]


def test_a_deleted_block_is_not_restored_into_a_full_slot():
    before = page(block("Hero", "hero", actions=[block("Button", "one"), block("Button", "two")]))
    after = remove(before, "one")
    more = build_insert(after, "Button", {}, place=place_at("hero:actions"), make_id=maker(), rules=RULES)

    restored = restore_one(apply(after, more), before, "one", Kind.REMOVED)

    assert order(restored) == ["hero", "one"]


def test_an_added_block_is_removed_but_blocks_moved_into_it_stay():
    before = sample()
    added = build_insert(before, "Section", {}, place=place_at("root"), make_id=maker(), rules=RULES)
    after = apply(before, added)
    section = order(after)[0]
    after = move(after, "q", f"{section}:content")

    restored = restore_one(after, before, section, Kind.ADDED)

    assert exactly(restored) == exactly(before)


def test_a_moved_block_stays_if_its_old_place_is_missing():
    before = sample()
    after = remove(move(before, "q", "root"), "columns")

    with pytest.raises(NoPlaceLeft):
        build_restore_one(after, before, "q", Kind.MOVED, rules=RULES)


@pytest.mark.parametrize("kind", list(Kind))
def test_restoring_an_unchanged_block_is_rejected(kind):
    with pytest.raises(NothingToRestore):
        build_restore_one(sample(), sample(), "q", kind, rules=RULES)


@PROFILE
@given(documents(), scripts())
def test_restoring_one_difference_removes_it_and_loses_no_block(data, script):
    before = after = codecs.load_puck(data, RULES)
    for number, gesture in enumerate(script):
        after = apply(after, perform(after, gesture, maker(number)))

    for difference in diff(before, after):
        try:
            restored = restore_one(after, before, difference.id, difference.kind)
        except NoPlaceLeft:
            continue
        check_invariants(restored)
        left = {(each.kind, each.id) for each in diff(before, restored)}
        assert difference.kind is Kind.MOVED or (difference.kind, difference.id) not in left
        assert set(after) & set(before) <= set(restored)
