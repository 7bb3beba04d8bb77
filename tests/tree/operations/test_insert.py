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


def test_a_new_block_stands_right_after_the_one_it_names():
    tree = sample()

    after = apply(tree, insert(tree, "Quote", "root", after="hero"))

    assert [after[name].type for name in order(after)][:3] == ["Hero", "Quote", "Columns"]


def test_a_new_block_without_a_neighbour_comes_first():
    tree = sample()

    after = apply(tree, insert(tree, "Quote", "columns:left"))

    assert after[order(after, "columns", "left")[0]].type == "Quote"


def test_a_new_block_opens_a_slot_that_was_absent():
    tree = sample()

    after = apply(tree, insert(tree, "Quote", "bare:content"))

    assert "content" not in tree["bare"].children
    assert len(order(after, "bare", "content")) == 1


def test_null_in_the_place_of_a_slot_makes_way_and_comes_back_with_undo():
    tree = page(block("Section", "s", content=None))

    operation = insert(tree, "Quote", "s:content")
    after = apply(tree, operation)
    back = apply(after, operations.invert(operation))

    assert len(order(after, "s", "content")) == 1
    assert back["s"].props == {"content": None}


def test_an_unreadable_value_in_the_place_of_a_slot_is_not_dropped_on():
    tree = page(block("Section", "s", content=["someone's data"]))

    with pytest.raises(SlotRefuses):
        insert(tree, "Quote", "s:content")


def test_ids_come_from_the_operation_so_that_a_repeat_makes_the_same_block():
    tree = sample()

    once = insert(tree, "Quote", "root", number=7)
    again = insert(tree, "Quote", "root", number=7)
    other = insert(tree, "Quote", "root", number=8)

    assert once == again
    assert once != other
    assert once.changes[0].block.id.startswith("Quote-")


def test_default_children_come_along_with_ids_of_their_own():
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


def test_a_slot_that_refuses_says_so_with_the_names_authors_know():
    tree = sample()

    with pytest.raises(SlotRefuses, match=r"^Columns can’t hold a Header here\.$"):
        insert(tree, "Header", "columns:left")


def test_a_full_slot_says_so():
    tree = apply(sample(), insert(sample(), "Button", "hero:actions"))

    with pytest.raises(SlotFull, match=r"^Hero has no room left here: this place holds 2 parts\.$"):
        insert(tree, "Button", "hero:actions", number=2)


def test_default_children_keep_the_rules_too():
    tree = sample()

    with pytest.raises(SlotRefuses):
        insert(tree, "Hero", "root", props={"actions": [block("Quote", "x")]})
    with pytest.raises(SlotFull):
        insert(tree, "Hero", "root", props={"actions": [block("Button", "x")] * 3})


@pytest.mark.parametrize("address", ["gone:content", "hero:nothing", "widget:content", "a:b:", ""])
def test_a_slot_that_is_not_there_is_gone(address):
    with pytest.raises(SlotGone):
        insert(sample(), "Quote", address)


def test_a_neighbour_that_is_not_there_is_gone():
    with pytest.raises(BlockGone):
        insert(sample(), "Quote", "root", after="h1")


def test_an_unknown_component_is_not_added():
    with pytest.raises(UnknownComponent):
        insert(sample(), "Countdown", "root")


def test_text_that_cannot_be_kept_is_refused():
    with pytest.raises(UnreadableValue):
        insert(sample(), "Quote", "root", props={"text": "a\x00b"})


def test_a_page_has_a_limit_of_blocks(monkeypatch):
    monkeypatch.setattr("app.tree.model.slots.MAX_BLOCKS", 8)

    tree = apply(sample(), insert(sample(), "Quote", "root"))

    with pytest.raises(PageFull):
        insert(tree, "Quote", "root", number=2)


def test_nesting_has_a_limit():
    nested = block("Section", "s0")
    for level in range(1, 64):
        nested = block("Section", f"s{level}", content=[nested])
    tree = page(nested)

    with pytest.raises(TooDeep):
        insert(tree, "Quote", "s0:content")


def test_replay_refuses_a_block_that_is_there_already():
    tree = sample()
    operation = insert(tree, "Quote", "root")

    with pytest.raises(Mismatch):
        apply(apply(tree, operation), operation)


def test_replay_refuses_a_place_that_is_not_as_recorded():
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
