import re
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from tests.blueprints.editor_client import Editor, open_editor
from tests.factories import People

PATCH = re.compile(r'data-patch="(\w+)" data-block="([^"]*)"')


def patches(response: TestResponse) -> list[tuple[str, str]]:
    return PATCH.findall(response.text)


def changes(editor: Editor, **query: object) -> TestResponse:
    return editor.client.get(f"{editor.url}/changes", query_string=query)


def test_a_response_includes_changes_by_others_since_the_shown_revision(
    app: Flask, editor: Editor, people: People
):
    bob = open_editor(app.test_client(), people.bob)
    quote = bob.add("Quote")
    bob.send("PATCH", f"/blocks/{quote}", quote="Bob's line")

    response = editor.send("PATCH", "/blocks/heading-1", text="Ada's line", shown_revision="0")

    assert patches(response) == [("morph", "heading-1"), ("insert", quote)]
    assert 'data-revision="3"' in response.text
    assert "Bob&#39;s line" in response.text


def test_an_up_to_date_canvas_receives_only_its_own_change(editor: Editor):
    editor.add("Quote")

    response = editor.send("PATCH", "/blocks/heading-1", text="Ada's line", shown_revision="1")

    assert patches(response) == [("morph", "heading-1")]


def test_a_request_without_a_shown_revision_receives_only_its_own_change(editor: Editor):
    editor.add("Quote")

    response = editor.send("PATCH", "/blocks/heading-1", text="Ada's line")

    assert patches(response) == [("morph", "heading-1")]


def test_a_retried_change_receives_all_missed_changes(editor: Editor):
    first = {"component": "Quote", "operation_id": str(uuid4()), "shown_revision": "0"}
    added = patches(editor.send("POST", "/blocks", **first))
    editor.send("PATCH", "/blocks/heading-1", text="Later", shown_revision="1")

    again = editor.send("POST", "/blocks", **first)

    assert patches(again) == [("morph", "heading-1"), *added]
    assert 'data-revision="2"' in again.text


def test_requested_blocks_are_rendered_again(editor: Editor):
    response = editor.send(
        "POST", "/blocks", component="Quote", shown_revision="0", also=["heading-1", "gone"]
    )

    assert patches(response)[:2] == [("remove", "gone"), ("insert", "heading-1")]


def test_another_user_fetches_the_changes(app: Flask, editor: Editor, people: People):
    quote = editor.add("Quote")
    editor.send("POST", f"/blocks/{quote}/moves", slot="root", after="")
    bob = open_editor(app.test_client(), people.bob)

    response = changes(bob, shown_revision=0)

    assert patches(response) == [("insert", quote)]
    assert 'data-into="root" data-after=""' in response.text
    assert 'data-announce=""' in response.text


def test_changes_to_the_selected_block_update_the_inspector(app: Flask, editor: Editor, people: People):
    editor.send("PATCH", "/blocks/heading-1", text="Ada's line")
    bob = open_editor(app.test_client(), people.bob)

    assert 'data-part="inspector"' in changes(bob, shown_revision=0, selected="heading-1").text
    assert "data-part" not in changes(bob, shown_revision=0, selected="").text


def test_without_changes_the_response_is_a_204(editor: Editor):
    editor.add("Quote")

    response = changes(editor, shown_revision=1)

    assert (response.status_code, response.data) == (204, b"")


def test_a_block_can_be_rendered_again_without_changes(editor: Editor):
    response = changes(editor, shown_revision=0, also="heading-1")

    assert patches(response) == [("insert", "heading-1")]


def test_an_unknown_or_future_revision_reloads_the_canvas(editor: Editor):
    editor.add("Quote")

    for shown in ({}, {"shown_revision": 2}, {"shown_revision": "x"}):
        response = changes(editor, **shown)
        assert " data-reload" in response.text
        assert patches(response) == []


def test_changes_to_another_tenants_page_are_not_found(editor: Editor, people: People):
    response = editor.client.get(f"/pages/{people.carol.page_id}/changes?shown_revision=0")

    assert response.status_code == 404


def test_the_size_of_a_response_does_not_depend_on_unchanged_blocks(editor: Editor):
    for _ in range(40):
        editor.add("Quote")

    response = editor.send("POST", "/blocks/heading-1/moves", slot="root", after="", shown_revision="40")

    assert len(response.data) < 1500
