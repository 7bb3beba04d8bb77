"""Pages created before Puck had slots."""

import pytest
from hypothesis import given

from app.tree import codecs
from app.tree.codecs import zones_to_slots
from tests.tree.strategies import PROFILE, documents, json_values
from tests.tree.support import RULES, block, canonical


def test_each_zone_becomes_the_slot_of_the_same_name_at_any_depth():
    data = {
        "root": {"props": {}},
        "content": [block("Columns", "c", gap=1), block("Heading", "h")],
        "zones": {
            "c:left": [block("Section", "s"), block("Quote", "q")],
            "s:content": [block("Hero", "hero", actions=[])],
            "hero:actions": [block("Button", "b")],
            "c:right": [],
        },
    }
    before = canonical(data)

    moved = zones_to_slots(data, RULES)

    hero = block("Hero", "hero", actions=[block("Button", "b")])
    left = [block("Section", "s", content=[hero]), block("Quote", "q")]
    assert moved["content"] == [block("Columns", "c", gap=1, left=left, right=[]), block("Heading", "h")]
    assert moved["zones"] == {}
    assert canonical(data) == before


def test_zones_without_a_slot_stay():
    zones = {
        "c:middle": [block("Quote", "q1")],
        "gone:left": [block("Quote", "q2")],
        "w:content": [block("Quote", "q3")],
        "c:left": [block("Quote", "q4")],
        "c:right": "junk",
        "root:aside": [block("Quote", "q5")],
    }
    content = [block("Columns", "c", left=[block("Quote", "q")]), block("Countdown", "w")]

    moved = zones_to_slots({"content": content, "zones": zones}, RULES)

    assert moved == {"content": content, "zones": zones}


def test_zones_that_contain_each_other_do_not_loop():
    zones = {"a:content": [block("Section", "a")], "b:content": [block("Section", "b")]}

    moved = zones_to_slots({"content": [block("Section", "a")], "zones": zones}, RULES)

    assert moved["content"] == [block("Section", "a", content=[block("Section", "a")])]


@pytest.mark.parametrize("data", [None, [], {}, {"zones": 1}, {"zones": {"a:b": []}, "content": [1]}])
def test_invalid_data_is_returned_unchanged(data):
    assert zones_to_slots(data, RULES) == data


@PROFILE
@given(documents())
def test_no_block_is_lost(data):
    moved = zones_to_slots(data, RULES)

    assert sorted(ids(moved)) == sorted(ids(data))
    codecs.load_puck(moved, RULES)


@PROFILE
@given(json_values)
def test_any_json_is_accepted(data):
    zones_to_slots({"content": [block("Section", "s")], "zones": data}, RULES)


def ids(value) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in ids(item)]
    if not isinstance(value, dict):
        return []
    props = value.get("props")
    own = [props["id"]] if isinstance(props, dict) and isinstance(props.get("id"), str) else []
    return own + [found for item in value.values() for found in ids(item)]
