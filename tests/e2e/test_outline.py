"""The outline of the page, by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser


@pytest.fixture
def hands(desk: Desk) -> Hands:
    """Somebody at the keyboard in front of a new, empty page."""
    return Hands(desk)


def test_the_outline_is_a_tree(hands: Hands):
    hands.do("add columns")
    hands.do("add quote")
    hands.press("Alt+ArrowRight")
    hands.do("add heading")
    hands.do("outline")
    tree = hands.page.locator("#outline")
    assert hands.focus()["role"] == "treeitem"

    for key, name in (
        ("Home", "Columns"),
        ("ArrowDown", "Quote"),
        ("ArrowLeft", "Columns"),
        ("ArrowLeft", "Columns"),
        ("h", "Columns"),
        ("ArrowRight", "Columns"),
        ("h", "Heading"),
        ("Home", "Columns"),
        ("q", "Quote"),
        ("End", "Heading"),
    ):
        hands.page.keyboard.press(key)
        assert hands.focus()["name"].startswith(name), key
    hands.press("Alt+ArrowUp")
    hands.hears("Heading, position 1 of 2 in Columns, first column.")
    assert hands.focus()["name"].startswith("Heading")
    hands.press("Delete")
    assert hands.focus()["name"].startswith("Quote")
    hands.press("Control+z")
    assert hands.focus()["name"].startswith("Heading")
    expect(tree.locator("[aria-selected=true]")).to_have_count(1)
