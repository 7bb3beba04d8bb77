"""Loading and dumping Puck's Data JSON."""

import json

import pytest
from hypothesis import given

from app.tree.codecs import puck
from app.tree.model import UnreadablePage
from app.tree.model.validate import check_invariants
from tests.tree.strategies import PROFILE, documents
from tests.tree.support import RULES, block, canonical, exactly, page


@PROFILE
@given(documents())
def test_any_document_survives_loading_and_dumping(data):
    before = canonical(data)

    tree = puck.load_puck(data, RULES)

    assert canonical(puck.dump_puck(tree)) == before
    check_invariants(tree)


@PROFILE
@given(documents())
def test_a_snapshot_restores_the_same_tree_even_if_declarations_change_later(data):
    class NothingIsKnown:
        def slots(self, _type):
            return None

    tree = puck.load_puck(data, RULES)

    stored, meta = json.loads(json.dumps([puck.dump_puck(tree), puck.dump_meta(tree)]))

    assert exactly(puck.load_puck(stored, NothingIsKnown(), meta=meta)) == exactly(tree)


def test_a_document_like_pucks_own_demo_survives_a_round_trip():
    """The document has what Puck's own demo has: an old zone, a slot within a slot, and read-only props."""
    data = {
        "root": {"props": {"title": "Puck"}, "readOnly": {"title": True}},
        "content": [
            {
                "type": "Hero",
                "props": {"id": "Hero-1687283596554", "heading": "Hi", "padding": 1.0, "n": 2},
                "readOnly": {"heading": False},
            },
            block("Columns", "Columns-2", left=[block("Section", "S-3", content=[])], right=[]),
        ],
        "zones": {"Columns-2:old": [block("Heading", "Heading-9")]},
    }

    tree = puck.load_puck(data, RULES)

    assert canonical(puck.dump_puck(tree)) == canonical(data)
    assert tree["Columns-2"].children == {"left": ("S-3",), "right": ()}
    assert tree["Hero-1687283596554"].children == {}
    assert tree["Hero-1687283596554"].extra == {"readOnly": {"heading": False}}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"content": []},
        {"root": {}, "content": []},
        {"root": {"props": {}}, "content": []},
        {"root": {"title": "Old"}, "content": []},
        {"root": {"readOnly": {}}, "content": []},
        {"root": {"props": {"content": "mine", "id": "root"}}, "content": [], "zones": None},
    ],
)
def test_every_form_of_the_root_is_preserved(data):
    assert canonical(puck.dump_puck(puck.load_puck(data, RULES))) == canonical(data)


@pytest.mark.parametrize("value", [None, "", 0, {}, "text", ["junk"], [{"type": "Quote"}], {"a": 1}])
def test_an_invalid_slot_value_stays_a_prop(value):
    tree = page(block("Section", "s", content=value))

    assert tree["s"].children == {}
    assert tree["s"].props == {"content": value}


def test_an_unknown_component_keeps_all_its_props():
    tree = page(block("Countdown", "c", content=[block("Quote", "q")]))

    assert tree["c"].props == {"content": [block("Quote", "q")]}
    assert tree["c"].schema_version is None
    assert len(tree) == 1


def test_the_dump_shares_nothing_with_the_tree():
    tree = page(block("Quote", "q", tags=["a"]))

    puck.dump_puck(tree)["content"][0]["props"]["tags"].append("b")

    assert tree["q"].props == {"tags": ["a"]}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "page",
        {"content": {}},
        {"root": None},
        {"root": {"props": []}},
        {"content": ["block"]},
        {"content": [{"type": "Quote"}]},
        {"content": [{"type": "", "props": {"id": "q"}}]},
        {"content": [{"props": {"id": "q"}}]},
        {"content": [block("Quote", "")]},
        {"content": [block("Quote", "root")]},
        {"content": [block("Quote", 7)]},
        {"content": [{"type": "Quote", "props": {}}]},
        {"content": [block("Quote", "q"), block("Quote", "q")]},
        {"content": [block("Section", "s", content=[{"type": "Quote", "props": {}}])]},
        {"content": [block("Section", "s", content=[block("Quote", "s")])]},
        {"content": [block("Quote", "q", text="a\x00b")]},
        {"content": [block("Quote", "q", text="\udc00")]},
        {"content": [block("Quote", "q", **{"a\ud800": 1})]},
        {"content": [], "zones": {"\x00": []}},
        {"content": [block("Quote", "q", text="x" * 1_000_001)]},
        {"content": [block("Quote", "q", size=float("inf"))]},
        {"content": [block("Quote", "q", size=float("nan"))]},
        {"content": [block("Quote", "q", size={1, 2})]},
        {"content": [block("Quote", "q", size={1: 2})]},
    ],
)
def test_invalid_data_is_rejected_with_a_message(data):
    with pytest.raises(UnreadablePage, match=r"^We couldn’t read this page"):
        puck.load_puck(data, RULES)


def test_a_page_that_exceeds_a_limit_is_rejected():
    many = [block("Quote", f"q{number}") for number in range(5_001)]
    nested = block("Section", "s")
    for level in range(64):
        nested = block("Section", f"s{level}", content=[nested])

    for content in (many, [nested]):
        with pytest.raises(UnreadablePage, match="too large"):
            puck.load_puck({"content": content}, RULES)


def test_deeply_nested_values_are_rejected_without_a_crash():
    value: list = []
    for _ in range(100_000):
        value = [value]

    with pytest.raises(UnreadablePage):
        puck.load_puck({"content": [block("Quote", "q", text=value)]}, RULES)


def test_a_stored_page_can_be_loaded_even_if_it_exceeds_the_limits(monkeypatch):
    tree = page(block("Section", "s", content=[block("Quote", "q")]))
    monkeypatch.setattr(puck, "MAX_BLOCKS", 1)
    monkeypatch.setattr(puck, "MAX_DEPTH", 1)

    assert exactly(puck.load_puck(puck.dump_puck(tree), RULES, meta=puck.dump_meta(tree))) == exactly(tree)
