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


def test_a_new_prop_is_absent_again_after_the_inverse():
    tree = sample()

    operation = build_update(tree, "hero", {"lead": None})
    back = apply(apply(tree, operation), invert(operation))

    assert apply(tree, operation)["hero"].props["lead"] is None
    assert exactly(back) == exactly(tree)


def test_a_prop_can_be_taken_away():
    tree = sample()

    operation = build_update(tree, "hero", {"heading": ABSENT, "never": ABSENT})

    assert apply(tree, operation)["hero"].props == {}
    assert list(operation.changes[0].edits) == ["heading"]


def test_what_is_unchanged_is_left_out():
    assert build_update(sample(), "hero", {"heading": "Pride"}) == Operation()


def test_true_is_not_the_number_one():
    tree = apply(sample(), build_update(sample(), "hero", {"wide": 1}))

    assert build_update(tree, "hero", {"wide": True})
    assert not build_update(tree, "hero", {"wide": 1.0})


def test_the_page_itself_has_props():
    tree = sample()

    after = apply(tree, build_update(tree, "root", {"title": "Books"}))

    assert codecs.dump_puck(after)["root"] == {"props": {"title": "Books"}}


def test_the_old_form_of_the_page_is_kept_when_its_props_change():
    tree = codecs.load_puck({"root": {"title": "Home"}, "content": []}, RULES)

    after = apply(tree, build_update(tree, "root", {"title": "Books", "lang": "en"}))

    assert codecs.dump_puck(after)["root"] == {"title": "Books", "lang": "en"}
    with pytest.raises(FixedProp):
        build_update(tree, "root", {"props": {}})


def test_an_id_and_a_slot_are_no_props():
    for name in ("id", "actions"):
        with pytest.raises(FixedProp):
            build_update(sample(), "hero", {name: "x"})


def test_an_absent_slot_is_no_prop_either_where_the_rules_are_known():
    with pytest.raises(FixedProp):
        build_update(sample(), "bare", {"content": []}, rules=RULES)


@pytest.mark.parametrize(
    "value",
    ["\x00", "\ud800", ["deep", {"key\x00": 1}], float("nan"), float("inf"), "x" * 2_000_000],
)
def test_what_cannot_be_kept_is_refused(value):
    with pytest.raises(UnreadableValue):
        build_update(sample(), "hero", {"heading": value})


def test_a_text_may_be_long_up_to_the_limit():
    assert build_update(sample(), "hero", {"heading": "x" * MAX_TEXT_BYTES})
    with pytest.raises(UnreadableValue):
        build_update(sample(), "hero", {"heading": "é" * (MAX_TEXT_BYTES // 2 + 1)})


def test_updating_a_missing_block_raises_block_gone():
    with pytest.raises(BlockGone):
        build_update(sample(), "gone", {"heading": "x"})


def test_replay_refuses_a_value_that_is_not_as_recorded():
    tree = sample()
    operation = build_update(tree, "hero", {"heading": "Emma"})

    with pytest.raises(Mismatch):
        apply(apply(tree, operation), operation)
