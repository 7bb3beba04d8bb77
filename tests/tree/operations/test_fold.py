"""Folded operations, and clients that still show a state from the middle of the burst."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tree import codecs
from app.tree.model import Mismatch, Operation
from app.tree.operations import apply, build_update, fold, invert, merge, revert, revert_all
from app.tree.sync import catch_up
from tests.tree.strategies import PROFILE, scripts
from tests.tree.support import RULES, exactly, sample, through_json
from tests.tree.sync.test_canvas_steps import FakeCanvas, history, small_pages


@PROFILE
@given(small_pages, scripts(max_steps=12))
def test_a_folded_operation_applies_and_undoes_the_same_changes(data, script):
    trees, done = history(codecs.load_puck(data, RULES), script)

    one = through_json(fold(done))

    assert exactly(apply(trees[0], one)) == exactly(trees[-1])
    assert exactly(apply(trees[-1], invert(one))) == exactly(trees[0])
    undone, _ = revert(trees[-1], one)
    others, _ = revert_all(trees[-1], done)
    assert exactly(apply(trees[-1], undone)) == exactly(apply(trees[-1], others))


@PROFILE
@given(small_pages, scripts(max_steps=12))
def test_a_folded_operation_either_fails_on_an_intermediate_state_or_has_the_same_result(data, script):
    trees, done = history(codecs.load_puck(data, RULES), script)

    for tree in trees:
        try:
            end = apply(tree, fold(done))
        except Mismatch:
            continue
        assert exactly(end) == exactly(trees[-1])


@PROFILE
@given(small_pages, scripts(min_steps=6, max_steps=30), st.integers(0, 2**32))
def test_a_canvas_with_an_intermediate_state_catches_up(data, script, seed):
    trees, done = history(codecs.load_puck(data, RULES), script)
    shown = Random(seed).randrange(len(trees))
    canvas = FakeCanvas(trees[shown])

    canvas.apply(trees[-1], catch_up(trees[-1], [fold(done)]))

    assert canvas.content() == FakeCanvas(trees[-1]).content()


def test_a_reverted_edit_is_included_for_canvases_but_not_undone():
    start = sample()
    there = build_update(start, "hero", {"heading": "Emma"})
    back = build_update(apply(start, there), "hero", {"heading": "Pride"})

    one = fold([there, back])

    assert [change.id for change in one.changes] == ["hero"]
    assert merge([there, back]) == Operation()
    with pytest.raises(Mismatch):
        apply(apply(start, there), one)
    changed = apply(start, build_update(start, "hero", {"heading": "Somebody else's"}))
    assert revert(changed, one) == (Operation(), [])
