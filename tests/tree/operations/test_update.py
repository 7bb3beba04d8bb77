"""Changing props."""

import pytest

from app.tree import codecs
from app.tree.model import ABSENT, BlockGone, FixedProp, Mismatch, Operation, UnreadableValue
from app.tree.model.json_values import MAX_TEXT_BYTES
from app.tree.operations import apply, build_update, invert
from tests.tree.support import RULES, exactly, sample


def test_a_prop_changes_and_the_others_stay():
    tree = sample()

    after = apply(tree, build_update(tree, "hero", {"heading": "Emma"}))

    assert after["hero"].props == {"heading": "Emma"}
    assert after["hero"].children == tree["hero"].children


def test_the_inverse_removes_a_new_prop():
    tree = sample()

    operation = build_update(tree, "hero", {"lead": None})
    back = apply(apply(tree, operation), invert(operation))

    assert apply(tree, operation)["hero"].props["lead"] is None
    assert exactly(back) == exactly(tree)


def test_a_prop_can_be_removed():
    tree = sample()

    operation = build_update(tree, "hero", {"heading": ABSENT, "never": ABSENT})

    assert apply(tree, operation)["hero"].props == {}
    assert list(operation.changes[0].edits) == ["heading"]


def test_unchanged_props_are_left_out():
    assert build_update(sample(), "hero", {"heading": "Pride"}) == Operation()


def test_true_and_one_are_different():
    tree = apply(sample(), build_update(sample(), "hero", {"wide": 1}))

    assert build_update(tree, "hero", {"wide": True})
    assert not build_update(tree, "hero", {"wide": 1.0})


def test_the_root_has_props():
    tree = sample()

    after = apply(tree, build_update(tree, "root", {"title": "Books"}))

    assert codecs.dump_puck(after)["root"] == {"props": {"title": "Books"}}


def test_the_old_form_of_the_root_is_preserved_when_its_props_change():
    tree = codecs.load_puck({"root": {"title": "Home"}, "content": []}, RULES)

    after = apply(tree, build_update(tree, "root", {"title": "Books", "lang": "en"}))

    assert codecs.dump_puck(after)["root"] == {"title": "Books", "lang": "en"}
    with pytest.raises(FixedProp):
        build_update(tree, "root", {"props": {}})


def test_ids_and_slots_cannot_be_updated_as_props():
    for name in ("id", "actions"):
        with pytest.raises(FixedProp):
            build_update(sample(), "hero", {name: "x"})


def test_with_rules_absent_slots_cannot_be_updated_as_props():
    with pytest.raises(FixedProp):
        build_update(sample(), "bare", {"content": []}, rules=RULES)


@pytest.mark.parametrize(
    "value",
    ["\x00", "\ud800", ["deep", {"key\x00": 1}], float("nan"), float("inf"), "x" * 2_000_000],
)
def test_values_that_cannot_be_stored_are_rejected(value):
    with pytest.raises(UnreadableValue):
        build_update(sample(), "hero", {"heading": value})


def test_the_length_of_a_text_is_limited():
    assert build_update(sample(), "hero", {"heading": "x" * MAX_TEXT_BYTES})
    with pytest.raises(UnreadableValue):
        build_update(sample(), "hero", {"heading": "é" * (MAX_TEXT_BYTES // 2 + 1)})


def test_updating_a_missing_block_raises_block_gone():
    with pytest.raises(BlockGone):
        build_update(sample(), "gone", {"heading": "x"})


def test_replay_rejects_a_value_that_is_not_as_recorded():
    tree = sample()
    operation = build_update(tree, "hero", {"heading": "Emma"})

    with pytest.raises(Mismatch):
        apply(apply(tree, operation), operation)
