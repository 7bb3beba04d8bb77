"""The invariants of a tree, and the rules of its components."""

from dataclasses import replace

import pytest

from app.tree.model.rules import accepts, article
from app.tree.model.validate import BrokenTree, check_invariants, find_problems
from tests.tree.support import RULES, TestSlot, block, page, sample


def test_a_valid_page_has_no_problems():
    tree = page(block("Columns", "c", left=[], right=[block("Quote", "q")]))

    assert find_problems(tree, RULES) == []


def test_every_violation_of_a_rule_is_reported():
    tree = page(
        block("Hero", "hero", actions=[block("Button", f"b{n}") for n in range(3)]),
        block("Columns", "columns", left=[block("Header", "top")]),
        block("Countdown", "widget"),
    )

    assert [(each.block_id, each.slot, each.message) for each in find_problems(tree, RULES)] == [
        ("hero", "actions", "Hero, Actions: there’s only room for 2, but it holds 3."),
        ("columns", "left", "Columns, Left: Header doesn’t belong here."),
        ("columns", "right", "Columns, Right: add 1 more."),
        ("widget", "", "“Countdown” isn’t available here."),
    ]


@pytest.mark.parametrize(
    ("node_id", "change"),
    [
        ("columns", {"children": {"left": ("h1", "q", "hero")}}),
        ("columns", {"children": {"left": ("h1",)}}),
        ("columns", {"children": {"left": ("h1", "q", "gone")}}),
        ("columns", {"children": {"left": ("h1", "q", "root")}}),
        ("columns", {"props": {"left": []}}),
        ("q", {"parent": "hero"}),
        ("q", {"props": {"id": "q"}}),
        ("root", {"children": {"content": ("hero", "columns", "bare", "widget"), "side": ()}}),
        ("root", {"children": {"content": ("hero", "hero", "columns", "bare", "widget")}}),
    ],
)
def test_a_tree_that_violates_an_invariant_raises(node_id, change):
    tree = sample()
    check_invariants(tree)

    broken = replace(tree, nodes=tree.nodes.set(node_id, tree[node_id]._replace(**change)))

    with pytest.raises(BrokenTree):
        check_invariants(broken)


@pytest.mark.parametrize(
    ("allow", "deny", "expected"),
    [
        ((), (), "ABC"),
        ("A", (), "A"),
        ((), "A", "BC"),
        ("A", "AB", "AC"),
        ("C", "A", "BC"),
    ],
)
def test_slot_rules_are_interpreted_as_in_puck(allow, deny, expected):
    rule = TestSlot(allow=frozenset(allow), deny=frozenset(deny))

    assert [name for name in "ABC" if accepts(rule, name)] == list(expected)


def test_the_article_follows_the_sound_of_the_label():
    assert [article(label) for label in ("Image", "Header", "")] == ["an", "a", "a"]
