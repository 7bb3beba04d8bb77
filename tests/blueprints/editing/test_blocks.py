from uuid import uuid4

import pytest

from tests.blueprints.editor_client import Editor


def test_adding_a_component_updates_canvas_outline_and_inspector(editor: Editor):
    response = editor.send("POST", "/blocks", component="Hero")

    assert 'data-patch="insert"' in response.text
    assert 'data-outline="insert"' in response.text
    assert 'data-inspector="Hero-' in response.text
    assert 'data-revision="1"' in response.text


def test_typing_responds_with_only_the_changed_block(editor: Editor):
    editor.add("Hero")

    response = editor.send("PATCH", "/blocks/heading-1", text="Dear, dear reader")

    assert response.text.count("data-patch=") == 1
    assert "Dear, dear reader" in response.text
    assert "data-part" not in response.text


def test_invalid_input_gets_a_field_error(editor: Editor):
    response = editor.send("PATCH", "/blocks/heading-1", text="x" * 2_000_000)

    assert response.status_code == 422
    assert 'data-field-error="text"' in response.text
    assert "the limit is" in response.text


@pytest.mark.parametrize(
    ("method", "path", "fields", "status"),
    [
        ("POST", "/blocks", {}, 404),
        ("POST", "/blocks", {"component": "Nothing"}, 404),
        ("POST", "/blocks", {"component": "Hero", "slot": "gone:content"}, 404),
        ("POST", "/blocks", {"component": "Hero", "slot": ":::"}, 404),
        ("PATCH", "/blocks/gone", {"text": "x"}, 404),
        ("PATCH", "/blocks/heading-1", {"nothing": "x"}, 422),
        ("PATCH", "/blocks/heading-1", {"level": "h9"}, 422),
        ("PATCH", "/blocks/heading-1", {"text.0.deep": "x"}, 422),
        ("DELETE", "/blocks/gone", {}, 404),
        ("DELETE", "/blocks/root", {}, 422),
        ("POST", "/blocks/gone/moves", {"slot": "root"}, 404),
        ("POST", "/blocks/heading-1/moves", {}, 404),
        ("POST", "/blocks/heading-1/moves", {"slot": "heading-1:content"}, 409),
        ("POST", "/blocks/gone/duplicates", {}, 404),
        ("POST", "/blocks/heading-1/items", {"field": "text", "action": "add"}, 422),
        ("POST", "/undos", {}, 409),
        ("POST", "/redos", {}, 409),
        ("POST", "/blocks", {"component": "Hero", "operation_id": "not an id"}, 422),
    ],
)
def test_bad_input_gets_an_error_message(
    editor: Editor, method: str, path: str, fields: dict[str, str], status: int
):
    response = editor.send(method, path, **fields)

    assert response.status_code == status, response.text
    assert response.text.strip()
    assert "Traceback" not in response.text


def test_adding_a_component_to_a_slot_that_does_not_allow_it_gets_a_message(editor: Editor):
    hero = editor.add("Hero")

    response = editor.send("POST", "/blocks", component="Section", slot=f"{hero}:actions")

    assert response.status_code == 409
    assert "hold a Section here" in response.text


def test_moving_responds_with_only_the_move(editor: Editor):
    hero = editor.add("Hero")

    response = editor.send("POST", f"/blocks/{hero}/moves", slot="root", after="")

    assert 'data-patch="move"' in response.text
    assert "position 1 of 2 in the page" in response.text
    assert len(response.data) < 1500


def test_undoing_a_deletion_restores_the_same_block(editor: Editor):
    before = editor.canvas().replace('data-revision="0"', "")

    editor.send("DELETE", "/blocks/heading-1")
    response = editor.send("POST", "/undos")

    assert 'data-patch="insert"' in response.text
    assert editor.canvas().replace('data-revision="2"', "").split("<body")[1] == before.split("<body")[1]


def test_the_size_of_a_response_does_not_depend_on_the_size_of_the_page(editor: Editor):
    small = len(editor.send("PATCH", "/blocks/heading-1", text="Small page").data)
    for _ in range(60):
        editor.add("Quote")

    large = len(editor.send("PATCH", "/blocks/heading-1", text="Large page").data)

    assert large - small < 20


def test_an_expired_session_gets_a_401_without_a_redirect(editor: Editor):
    editor.client.delete_cookie("quillspace")

    response = editor.send("PATCH", "/blocks/heading-1", text="Unsaved words")

    assert response.status_code == 401
    assert response.headers["QS-Signed-Out"] == "1"


def test_a_read_only_member_cannot_change_anything(editor: Editor, admin_engine):
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE memberships SET role = 'viewer'")

    response = editor.send("PATCH", "/blocks/heading-1", text="Mine now")

    assert response.status_code == 403


def test_a_component_dropped_into_a_deleted_block_is_added_to_the_page(editor: Editor):
    columns = editor.add("Columns")
    gone = f"{columns}:left"
    editor.send("DELETE", f"/blocks/{columns}")
    operation = str(uuid4())

    dropped = editor.send(
        "POST", "/blocks", component="Heading", slot=gone, after="", near="", operation_id=operation
    )

    assert dropped.status_code == 200
    assert 'data-block-type="Heading"' in editor.canvas()
