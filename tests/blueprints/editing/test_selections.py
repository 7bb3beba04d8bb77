"""Actions on several blocks: each is a single step, which one undo reverts."""

import html
import json
import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.blueprints.editor_client import Editor, open_editor
from tests.factories import People


@pytest.fixture
def three(editor: Editor) -> list[str]:
    """The ids of a quote, a divider and another quote at the end of Ada's page."""
    return [editor.add(component) for component in ("Quote", "Divider", "Quote")]


def order(editor: Editor) -> list[str]:
    return re.findall(r'data-block-id="([^"]*)"', editor.canvas())


def second_page(editor: Editor, people: People) -> Editor:
    """Create an empty page of Ada's site, and open it."""
    response = editor.client.post(
        f"/sites/{people.ada.site_id}/pages",
        data={"title": "Second"},
        headers={"X-CSRF-Token": editor.token, "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    )
    assert response.status_code in {200, 303}, response.text
    listed = editor.client.get(f"/sites/{people.ada.site_id}/pages").text
    ids = re.findall(r'data-edit-page="([^"]*)"', listed)
    return replace(editor, page_id=next(id_ for id_ in ids if id_ != str(editor.page_id)))


def selection(text: str) -> list[str]:
    return json.loads(html.unescape(re.search(r'data-selection="([^"]*)"', text)[1]))


def announced(text: str) -> str:
    return html.unescape(re.search(r'data-announce="([^"]*)"', text)[1])


def test_several_blocks_are_deleted_in_one_step_and_one_undo_restores_them(editor: Editor, three: list[str]):
    before = order(editor)

    editor.send("POST", "/removals", block=three)
    after = order(editor)
    response = editor.send("POST", "/undos")

    assert after == before[: -len(three)]
    assert order(editor) == before
    assert selection(response.text) == three
    assert (
        announced(response.text)
        == f"Undone: Deleted 3 parts. 3 parts, positions 2 to 4 of {len(before)} in the page."
    )


def test_several_blocks_are_moved_together(editor: Editor, three: list[str]):
    before = order(editor)

    response = editor.send("POST", "/moves", block=three[1:], slot="root", after="")

    assert order(editor) == [*three[1:], *before[:-2]]
    assert announced(response.text).startswith("2 parts, positions 1 to 2 of ")


def test_several_blocks_are_duplicated_and_the_copies_selected(editor: Editor, three: list[str]):
    response = editor.send("POST", "/duplicates", block=three[:2])

    copies = selection(response.text)
    assert order(editor)[-5:] == [*three[:2], *copies, three[2]]


def test_nothing_is_deleted_if_a_selected_block_is_missing(editor: Editor, three: list[str]):
    before = order(editor)

    response = editor.send("POST", "/removals", block=[three[0], "gone"])

    assert response.status_code == 404
    assert order(editor) == before


@pytest.mark.parametrize("path", ["/removals", "/moves", "/duplicates", "/transfers", "/pastes"])
def test_an_empty_selection_is_rejected(editor: Editor, path: str):
    response = editor.send("POST", path)

    assert response.status_code in {404, 422}
    assert "Traceback" not in response.text


def test_a_copy_is_puck_data_in_page_order(editor: Editor, three: list[str]):
    response = editor.client.get(f"{editor.url}/copies", query_string={"block": [three[1], three[0]]})

    assert [block["type"] for block in response.json["content"]] == ["Quote", "Divider"]
    assert response.json["root"] == {"props": {}}
    assert response.json["content"][0]["props"]["id"] == three[0]


def test_a_copy_of_a_missing_block_is_not_found(editor: Editor):
    assert editor.client.get(f"{editor.url}/copies?block=gone").status_code == 404
    assert editor.client.get(f"{editor.url}/copies").status_code == 404


def test_blocks_are_moved_to_another_page_and_each_page_undoes_its_own_step(
    editor: Editor, three: list[str], people: People
):
    here, there = order(editor), second_page(editor, people)

    response = editor.send("POST", "/transfers", block=three[:2], to=there.page_id)

    assert response.status_code == 200, response.text
    assert order(editor) == [*here[:-3], three[2]]
    assert re.findall(r'data-block-type="([^"]*)"', there.canvas()) == ["Quote", "Divider"]
    there.send("POST", "/undos")
    assert order(there) == []
    editor.send("POST", "/undos")
    assert order(editor) == here


def test_blocks_are_not_moved_to_a_page_of_another_tenant(editor: Editor, three: list[str], people: People):
    before = order(editor)

    response = editor.send("POST", "/transfers", block=three, to=people.carol.page_id)

    assert response.status_code == 404
    assert order(editor) == before


def test_a_repeated_transfer_request_moves_once(editor: Editor, three: list[str], people: People):
    there = second_page(editor, people)
    fields = {"block": three[:1], "to": there.page_id, "operation_id": "00000000-0000-4000-8000-00000000000a"}

    first, second = editor.send("POST", "/transfers", **fields), editor.send("POST", "/transfers", **fields)

    assert (first.status_code, second.status_code) == (200, 200)
    assert len(order(there)) == 1


def test_undoing_an_addition_announces_the_new_selection(editor: Editor, three: list[str]):
    response = editor.send("POST", "/undos", selected=three[2])

    assert announced(response.text) == "Undone: Added Quote. Divider selected."
    assert f'data-select="{three[1]}"' in response.text


def test_read_only_members_may_copy_but_not_paste(
    app: Flask, editor: Editor, three: list[str], people: People, admin_engine
):
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE memberships SET role = 'viewer'")
    bob = open_editor(app.test_client(), people.bob)

    assert bob.client.get(f"{bob.url}/copies?block={three[0]}").status_code == 200
    assert bob.send("POST", "/pastes", text="Mine").status_code == 403
