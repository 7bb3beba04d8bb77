"""Adding blocks."""

import pytest

from app.tree import model, operations
from app.tree.model import (
    BlockGone,
    Mismatch,
    PageFull,
    Place,
    SlotFull,
    SlotGone,
    SlotRefuses,
    UnknownComponent,
    UnreadableValue,
    place_at,
    subtree,
    walk,
)
from app.tree.model.errors import TooDeep
from app.tree.operations import apply, build_insert
from tests.tree.support import RULES, block, maker, order, page, sample


def insert(tree, type_, address, *, after="", props=None, number=1):
    place = place_at(address, after=after)
    return build_insert(tree, type_, props or {}, place=place, make_id=maker(number), rules=RULES)


def test_a_new_block_is_inserted_after_the_given_sibling():
    tree = sample()

    after = apply(tree, insert(tree, "Quote", "root", after="hero"))

    assert [after[name].type for name in order(after)][:3] == ["Hero", "Quote", "Columns"]


def test_a_new_block_without_a_sibling_comes_first():
    tree = sample()

    after = apply(tree, insert(tree, "Quote", "columns:left"))

    assert after[order(after, "columns", "left")[0]].type == "Quote"


def test_a_new_block_creates_an_absent_slot():
    tree = sample()

    after = apply(tree, insert(tree, "Quote", "bare:content"))

    assert "content" not in tree["bare"].children
    assert len(order(after, "bare", "content")) == 1


def test_a_slot_that_is_null_is_replaced_and_undo_restores_it():
    tree = page(block("Section", "s", content=None))

    operation = insert(tree, "Quote", "s:content")
    after = apply(tree, operation)
    back = apply(after, operations.invert(operation))

    assert len(order(after, "s", "content")) == 1
    assert back["s"].props == {"content": None}


def test_an_invalid_slot_value_is_not_overwritten():
    tree = page(block("Section", "s", content=["someone's data"]))

    with pytest.raises(SlotRefuses):
        insert(tree, "Quote", "s:content")


def test_a_repeated_operation_generates_the_same_ids():
    tree = sample()

    once = insert(tree, "Quote", "root", number=7)
    again = insert(tree, "Quote", "root", number=7)
    other = insert(tree, "Quote", "root", number=8)

    assert once == again
    assert once != other
    assert once.changes[0].block.id.startswith("Quote-")


def test_default_children_are_inserted_with_new_ids():
    tree = sample()
    props = {"left": [block("Quote", "taken", text="x")], "right": [block("Quote", "taken")]}

    operation = insert(tree, "Columns", "root", props=props)
    after = apply(tree, operation)

    added = list(walk(after, operation.changes[0].block.id))
    assert [node.type for node in added] == ["Columns", "Quote", "Quote"]
    assert len({node.id for node in added} | {"taken"}) == 4
    assert added[1].props == {"text": "x"}


def test_a_new_block_records_the_version_of_its_fields_outside_its_props():
    tree = sample()

    operation = insert(tree, "Hero", "root", props={"heading": "Emma"})

    assert operation.changes[0].block.schema_version == 3
    assert operation.changes[0].block.props == {"heading": "Emma"}


def test_the_message_about_a_slot_that_does_not_allow_a_component_uses_labels():
    tree = sample()

    with pytest.raises(SlotRefuses, match=r"^Columns can’t hold a Header here\.$"):
        insert(tree, "Header", "columns:left")


def test_the_message_about_a_full_slot_says_so():
    tree = apply(sample(), insert(sample(), "Button", "hero:actions"))

    with pytest.raises(SlotFull, match=r"^Hero has no room left here: this place holds at most 2 parts\.$"):
        insert(tree, "Button", "hero:actions", number=2)


def test_rules_apply_to_default_children_too():
    tree = sample()

    with pytest.raises(SlotRefuses):
        insert(tree, "Hero", "root", props={"actions": [block("Quote", "x")]})
    with pytest.raises(SlotFull):
        insert(tree, "Hero", "root", props={"actions": [block("Button", "x")] * 3})


@pytest.mark.parametrize("address", ["gone:content", "hero:nothing", "widget:content", "a:b:", ""])
def test_a_missing_slot_raises_slot_gone(address):
    with pytest.raises(SlotGone):
        insert(sample(), "Quote", address)


def test_a_missing_sibling_raises_block_gone():
    with pytest.raises(BlockGone):
        insert(sample(), "Quote", "root", after="h1")


def test_an_unknown_component_is_not_added():
    with pytest.raises(UnknownComponent):
        insert(sample(), "Countdown", "root")


def test_text_with_a_nul_character_is_rejected():
    with pytest.raises(UnreadableValue):
        insert(sample(), "Quote", "root", props={"text": "a\x00b"})


def test_the_number_of_blocks_is_limited(monkeypatch):
    monkeypatch.setattr("app.tree.model.slots.MAX_BLOCKS", 8)

    tree = apply(sample(), insert(sample(), "Quote", "root"))

    with pytest.raises(PageFull):
        insert(tree, "Quote", "root", number=2)


def test_the_depth_of_nesting_is_limited():
    nested = block("Section", "s0")
    for level in range(1, 64):
        nested = block("Section", f"s{level}", content=[nested])
    tree = page(nested)

    with pytest.raises(TooDeep):
        insert(tree, "Quote", "s0:content")


def test_replay_rejects_an_existing_block():
    tree = sample()
    operation = insert(tree, "Quote", "root")

    with pytest.raises(Mismatch):
        apply(apply(tree, operation), operation)


def test_replay_rejects_a_place_that_is_not_as_recorded():
    tree = sample()
    block_ = subtree(apply(tree, insert(tree, "Quote", "root")), "q")

    for place, opens in [
        (Place("gone", "content"), False),
        (Place("columns", "left", "gone"), False),
        (Place("columns", "left"), True),
        (Place("bare", "content"), False),
        (Place("widget", "until"), True),
    ]:
        change = model.Insert(block_, place, opens=opens)
        with pytest.raises(Mismatch):
            apply(page(), model.Operation((change,)))
        with pytest.raises(Mismatch):
            apply(tree, model.Operation((change,)))
