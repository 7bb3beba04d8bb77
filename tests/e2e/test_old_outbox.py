"""An edit that an earlier release left in the browser is saved by this one."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.browser

KEEP = "([key, value]) => localStorage.setItem(key, value)"
WAITING = "Object.keys(localStorage).filter(key => key.startsWith('quillspace:waiting:')).length"


def left_behind(desk: Desk, words: str) -> dict[str, object]:
    """A heading's new text, as it was kept before scripts moved into packages."""
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
        "fields": {"selected": block, "text": words, "group_id": str(uuid4())},
        "key": f"update {block} text",
        "touches": [block],
        "inside": [],
        "typed": ["text"],
        "echo": {"do": "update", "id": block, "path": "text", "value": words, "kind": "text"},
        "isHarmless": False,
    }


def test_an_edit_in_the_outbox_of_an_earlier_release_is_saved(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    operation = left_behind(desk, "Written before the update")
    user = desk.page.locator("body").get_attribute("data-user")
    desk.page.evaluate(KEEP, [f"quillspace:waiting:{user}:{operation['id']}", json.dumps(operation)])

    desk.page.reload()
    desk.wait()

    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written before the update")
    desk.saved()
    assert desk.page.evaluate(WAITING) == 0
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written before the update")
