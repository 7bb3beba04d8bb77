"""Operations: inverses, JSON, replaying, merging and structural sharing."""

import json

import pytest
from hypothesis import given

from app.tree import codecs, model, operations
from app.tree.model import Mismatch, Operation, UnreadableOperation, place_at
from app.tree.model.validate import check_invariants
from app.tree.operations import apply, build_move, build_update, invert, merge
from tests.tree.strategies import PROFILE, documents, perform, scripts
from tests.tree.support import (
    RULES,
    block,
    canonical,
    exactly,
    maker,
    page,
    sample,
    through_json,
)


@PROFILE
@given(documents(), scripts())
def test_every_operation_followed_by_its_inverse_changes_nothing(data, script):
    tree = codecs.load_puck(data, RULES)

    for number, gesture in enumerate(script):
        operation = perform(tree, gesture, maker(number))
        after = apply(tree, operation)

        check_invariants(after)
        assert exactly(apply(after, invert(operation))) == exactly(tree)
        assert invert(invert(operation)) == operation
        tree = after


@PROFILE
@given(documents(), scripts())
def test_replaying_the_log_produces_the_same_page(data, script):
    tree = codecs.load_puck(data, RULES)
    replayed = codecs.load_puck(codecs.dump_puck(tree), RULES, meta=codecs.dump_meta(tree))

    for number, gesture in enumerate(script):
        operation = perform(tree, gesture, maker(number))
        tree, replayed = apply(tree, operation), apply(replayed, through_json(operation))

        assert codecs.to_json(through_json(operation)) == codecs.to_json(operation)

    assert exactly(replayed) == exactly(tree)
    assert canonical(codecs.dump_puck(replayed)) == canonical(codecs.dump_puck(tree))


@PROFILE
@given(documents(), scripts())
def test_operations_have_the_same_effect_on_a_restored_snapshot_as_on_the_page(data, script):
    tree = codecs.load_puck(data, RULES)

    for number, gesture in enumerate(script):
        stored, meta = json.loads(json.dumps([codecs.dump_puck(tree), codecs.dump_meta(tree)]))
        restored = codecs.load_puck(stored, RULES, meta=meta)
        operation = perform(tree, gesture, maker(number))
        tree = apply(tree, operation)

        assert exactly(apply(restored, operation)) == exactly(tree)


@PROFILE
@given(documents(), scripts())
def test_merged_operations_have_the_same_effect(data, script):
    start = tree = codecs.load_puck(data, RULES)
    done = []
    for number, gesture in enumerate(script):
        done.append(perform(tree, gesture, maker(number)))
        tree = apply(tree, done[-1])

    one = merge(done)

    assert exactly(apply(start, one)) == exactly(tree)
    assert exactly(apply(tree, invert(one))) == exactly(start)


def test_a_burst_of_typing_merges_into_one_edit():
    tree = start = sample()
    burst = []
    for text in ("E", "Em", "Emma"):
        burst.append(build_update(tree, "hero", {"heading": text}))
        tree = apply(tree, burst[-1])

    (change,) = merge(burst).changes

    assert change.edits["heading"] == model.Edit("Pride", "Emma")
    assert exactly(apply(start, Operation((change,)))) == exactly(tree)


def test_an_operation_that_does_not_apply_changes_nothing():
    tree = sample()
    fits = build_update(tree, "hero", {"heading": "Emma"}).changes
    both = Operation(fits + fits)

    with pytest.raises(Mismatch):
        apply(tree, both)

    assert tree["hero"].props == {"heading": "Pride"}


def test_an_edit_shares_all_unchanged_nodes():
    content = [
        block("Section", f"s{number}", content=[block("Quote", f"q{number}")]) for number in range(250)
    ]
    tree = page(*content)

    update = apply(tree, build_update(tree, "q7", {"text": "x"}))
    move_ = build_move(tree, "q7", place=place_at("s9:content", after="q9"), rules=RULES)
    moved = apply(tree, move_)

    def touched(after):
        return {node_id for node_id in after if after[node_id] is not tree[node_id]}

    assert len(tree) == 500
    assert touched(update) == {"q7"}
    assert touched(moved) == {"q7", "s7", "s9"}
    assert len(canonical(codecs.to_json(move_))) < 300


def test_the_payload_is_small_even_if_there_are_many_siblings():
    tree = page(*(block("Quote", f"Quote-{number:036}") for number in range(500)))

    operation = operations.build_remove(tree, f"Quote-{499:036}")

    assert len(canonical(codecs.to_json(operation))) < 1_000


PLACE = {"parent": "root", "slot": "content", "after": ""}
BLOCK = {"id": "q", "type": "Quote", "props": {}}
MOVE = {"kind": "move", "id": "q", "type": "Quote", "from": PLACE, "to": PLACE}


@pytest.mark.parametrize(
    "change",
    [
        None,
        {},
        {"kind": "explode"},
        {"kind": ["insert"]},
        {"kind": "insert", "block": BLOCK},
        {"kind": "insert", "block": BLOCK, "place": PLACE, "more": 1},
        {"kind": "insert", "block": BLOCK, "place": PLACE, "opens": 1},
        {"kind": "insert", "block": BLOCK, "place": PLACE, "closes": True},
        {"kind": "insert", "block": BLOCK, "place": {**PLACE, "after": None}},
        {"kind": "insert", "block": BLOCK, "place": {**PLACE, "earlier": "q"}},
        {"kind": "insert", "block": {**BLOCK, "id": ""}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "id": "root"}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "props": {"id": "q"}}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "props": []}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "slots": {"a": [BLOCK]}}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "slots": {"a": {}}}, "place": PLACE},
        {
            "kind": "insert",
            "block": {**BLOCK, "props": {"a": 1}, "slots": {"a": []}},
            "place": PLACE,
        },
        {"kind": "insert", "block": {**BLOCK, "schema_version": "1"}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "schema_version": True}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "extra": {"type": "x"}}, "place": PLACE},
        {"kind": "insert", "block": {**BLOCK, "props": {"text": "\x00"}}, "place": PLACE},
        {**MOVE, "id": 1},
        {**MOVE, "to": "root"},
        {**MOVE, "closes": None},
        {"kind": "update", "id": "q", "type": "Quote", "props": {"a": {"now": 1}}},
        {"kind": "update", "id": "q", "type": "Quote", "props": {"a": 1}},
        {"kind": "update", "id": "q", "props": {}},
    ],
)
def test_invalid_changes_are_rejected(change):
    with pytest.raises(UnreadableOperation):
        codecs.from_json({"changes": [change]})


@pytest.mark.parametrize("data", [None, [], {}, {"changes": {}}, {"changes": [], "more": 1}])
def test_json_around_the_changes_is_validated_strictly_too(data):
    with pytest.raises(UnreadableOperation):
        codecs.from_json(data)
