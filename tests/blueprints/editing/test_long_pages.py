"""The number of statements and bytes that a gesture takes does not depend on the size of the page."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.content import document
from tests.blueprints.editor_client import Editor
from tests.factories import People

Costs = dict[str, tuple[int, int]]
"""The number of statements and of response bytes, by gesture."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """Record the SQL statements that are executed inside the block."""
    recorded: list[str] = []

    def note(*details: object) -> None:
        recorded.append(str(details[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield recorded
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def open_file(editor: Editor, people: People, blocks: int) -> Editor:
    """Create a page with this many blocks, some nested six deep, and open it."""
    file = BytesIO(json.dumps(document(blocks, depth=6)).encode())
    response = editor.client.post(
        f"/sites/{people.ada.site_id}/files",
        data={"document": (file, "page.json")},
        headers={"X-CSRF-Token": editor.token, "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    )
    assert response.status_code in {200, 303}, response.text
    listed = editor.client.get(f"/sites/{people.ada.site_id}/pages").text
    return replace(editor, page_id=re.findall(r'data-edit-page="([^"]*)"', listed)[-1])


def costs(editor: Editor) -> Costs:
    """Measure the cost of each gesture on this page, with warm caches."""
    heading = re.search(r'data-block-id="(Heading-[^"]*)"', editor.canvas())[1]
    editor.send("PATCH", f"/blocks/{heading}", text="A first change")
    found: Costs = {}
    for name, (method, path, fields) in {
        "type": ("PATCH", f"/blocks/{heading}", {"text": "A second change"}),
        "insert": ("POST", "/blocks", {"component": "Quote", "slot": "root", "after": heading}),
        "move": ("POST", f"/blocks/{heading}/moves", {"slot": "root", "after": ""}),
        "duplicate": ("POST", f"/blocks/{heading}/duplicates", {}),
        "delete": ("DELETE", f"/blocks/{heading}", {}),
        "undo": ("POST", "/undos", {}),
    }.items():
        shown = re.search(r'data-revision="(\d+)"', editor.canvas())[1]
        with statements() as recorded:
            response = editor.send(method, path, shown_revision=shown, base_revision=shown, **fields)
        assert response.status_code == 200, response.text
        found[name] = (len(recorded), len(response.data))
    return found


@pytest.fixture
def few(editor: Editor, people: People) -> Costs:
    return costs(open_file(editor, people, 20))


@pytest.fixture
def many(editor: Editor, people: People) -> Costs:
    return costs(open_file(editor, people, 500))


def test_a_gesture_on_500_blocks_takes_as_many_queries_as_on_20(few: Costs, many: Costs):
    assert {name: recorded for name, (recorded, _) in many.items()} == {
        name: recorded for name, (recorded, _) in few.items()
    }


def test_the_response_to_a_gesture_on_500_blocks_is_about_as_small_as_on_20(few: Costs, many: Costs):
    for name, (_, size) in many.items():
        assert size <= 30_000, name
        assert size <= 1.5 * few[name][1], name
