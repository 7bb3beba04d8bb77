"""An edit that an earlier release left in the browser is saved by the current release."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.browser

STORE = "([key, value]) => localStorage.setItem(key, value)"
WAITING = "Object.keys(localStorage).filter(key => key.startsWith('quillspace:waiting:')).length"


def old_entry(desk: Desk, text: str) -> dict[str, object]:
    """Create an outbox entry with a heading's new text, in the format used before the scripts moved into packages."""
    block = desk.block("[data-block-type=Heading]").get_attribute("data-block-id")
    page = desk.page.locator("body").get_attribute("data-page")
    return {
        "id": str(uuid4()),
        "place": 173_000_000_000_000,
        "client": str(uuid4()),
        "page": page,
        "base": desk.page.evaluate("quillspace.canvas.revision"),
        "method": "PATCH",
        "url": f"/pages/{page}/blocks/{block}",
        "fields": {"selected": block, "text": text, "group_id": str(uuid4())},
        "key": f"update {block} text",
        "touches": [block],
        "inside": [],
        "typed": ["text"],
        "echo": {"do": "update", "id": block, "path": "text", "value": text, "kind": "text"},
        "isHarmless": False,
    }


def test_an_edit_in_the_outbox_of_an_earlier_release_is_saved(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    operation = old_entry(desk, "Written before the update")
    user = desk.page.locator("body").get_attribute("data-user")
    desk.page.evaluate(STORE, [f"quillspace:waiting:{user}:{operation['id']}", json.dumps(operation)])

    desk.page.reload()
    desk.wait()

    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written before the update")
    desk.saved()
    assert desk.page.evaluate(WAITING) == 0
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written before the update")
