"""The page's outline, used only by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.keyboard_user import KeyboardUser

pytestmark = pytest.mark.browser


@pytest.fixture
def keyboard_user(desk: Desk) -> KeyboardUser:
    """A keyboard user with a new, empty page open."""
    return KeyboardUser(desk)


def test_the_outline_is_a_tree(keyboard_user: KeyboardUser):
    keyboard_user.do("add columns")
    keyboard_user.do("add quote")
    keyboard_user.press("Alt+ArrowRight")
    keyboard_user.do("add heading")
    keyboard_user.do("outline")
    tree = keyboard_user.page.locator("#outline")
    assert keyboard_user.focus()["role"] == "treeitem"

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
        keyboard_user.page.keyboard.press(key)
        assert keyboard_user.focus()["name"].startswith(name), key
    keyboard_user.press("Alt+ArrowUp")
    keyboard_user.hears("Heading, position 1 of 2 in Columns, first column.")
    assert keyboard_user.focus()["name"].startswith("Heading")
    keyboard_user.press("Delete")
    assert keyboard_user.focus()["name"].startswith("Quote")
    keyboard_user.press("Control+z")
    assert keyboard_user.focus()["name"].startswith("Heading")
    expect(tree.locator("[aria-selected=true]")).to_have_count(1)
