"""The accessibility check: its findings, the blocks they refer to, and updates as they are fixed."""

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.browser


def test_barriers_are_found_shown_and_fixed(desk: Desk):
    desk.page.evaluate("quillspace.editor.gestures.insert('Heading')")
    desk.saved()
    desk.open_panel("check")
    finding = desk.page.locator(".ed-check__problem", has_text="no main heading")
    expect(finding).to_be_visible()

    desk.page.evaluate("quillspace.editor.gestures.insert('Hero')")
    desk.saved()

    expect(finding).to_have_count(0)
    expect(desk.page.locator("[data-check-said]")).to_have_text(
        "We found nothing that makes this page hard to read."
    )


def test_a_finding_opens_its_block(desk: Desk):
    for component in ("Heading", "Text", "Heading"):
        desk.page.evaluate("name => quillspace.editor.gestures.insert(name)", component)
        desk.saved()
    desk.page.locator("form[data-inspector]").get_by_label("Detail").check(force=True)
    desk.saved()
    desk.page.evaluate("quillspace.editor.act('check')")

    desk.page.locator(".ed-check__problem", has_text="skips a level").click()

    selected = desk.canvas.locator("[data-selected]")
    expect(selected).to_have_attribute("data-block-type", "Heading")
    assert selected.evaluate("one => one.tagName") == "H4"


def test_the_checker_is_not_loaded_before_it_is_needed(desk: Desk):
    assert desk.canvas.evaluate("typeof axe") == "undefined"
