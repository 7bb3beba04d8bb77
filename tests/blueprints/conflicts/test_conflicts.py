import re
from uuid import uuid4

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.test import TestResponse

from app.blueprints.conflicts.text_diff import side_by_side
from tests.blueprints.editor_client import Editor, open_editor
from tests.factories import People

CONFLICT = re.compile(r'data-conflict="([^"]+)"')
TAB = {"client_id": str(uuid4()), "base_revision": "0"}


@pytest.fixture
def bob(app: Flask, editor: Editor, people: People) -> Editor:
    """Bob, who has changed the heading since Ada loaded the page."""
    bob = open_editor(app.test_client(), people.bob)
    response = bob.send(
        "PATCH", "/blocks/heading-1", text="Bob's line", client_id=str(uuid4()), base_revision="0"
    )
    assert response.status_code == 200
    return bob


def refused(editor: Editor) -> TestResponse:
    return editor.send("PATCH", "/blocks/heading-1", text="Ada's line", **TAB)


def conflict_of(response: TestResponse) -> str:
    return CONFLICT.search(response.text)[1]


def choose(editor: Editor, response: TestResponse, choice: str) -> TestResponse:
    return editor.send("POST", f"/conflicts/{conflict_of(response)}/resolutions", choice=choice)


def test_a_refused_text_gets_a_response_with_both_versions(editor: Editor, bob: Editor):
    response = refused(editor)

    assert response.status_code == 409
    assert "Bob changed it while you were editing it" in response.text
    assert "<mark>Ada&#39;s</mark> line" in response.text
    assert "<mark>Bob&#39;s</mark> line" in response.text
    assert re.findall(r'data-choice="(\w+)"', response.text) == ["mine", "theirs", "both"]


def test_a_choice_gets_the_same_kind_of_response_as_any_change(editor: Editor, bob: Editor):
    response = choose(editor, refused(editor), "both")

    assert response.status_code == 200
    assert 'data-patch="morph" data-block="heading-1"' in response.text
    assert 'data-label="Kept both versions of Heading"' in response.text
    assert "Bob&#39;s line Ada&#39;s line" in editor.canvas()


def test_keeping_theirs_renders_the_block_and_its_fields_again(editor: Editor, bob: Editor):
    response = editor.send(
        "POST",
        f"/conflicts/{conflict_of(refused(editor))}/resolutions",
        choice="theirs",
        shown_revision="1",
        also="heading-1",
        selected="heading-1",
    )

    assert "Bob&#39;s line" in response.text
    assert 'data-part="inspector"' in response.text


def test_text_for_a_deleted_block_can_be_restored_or_dropped(editor: Editor, bob: Editor):
    bob.send("DELETE", "/blocks/heading-1")

    response = refused(editor)

    assert response.status_code == 409
    assert re.findall(r'data-choice="(\w+)"', response.text) == ["both", "theirs"]
    assert "Bob deleted it while you were editing it" in response.text
    assert 'data-block-type="Text"' in choose(editor, response, "both").text


def test_an_unresolved_conflict_is_listed_and_can_be_opened(editor: Editor, bob: Editor):
    conflict = conflict_of(refused(editor))

    listed = editor.client.get(f"{editor.url}/conflicts").text

    assert 'data-open-conflicts="1"' in listed
    assert "Ada&#39;s line" in listed
    assert f"/conflicts/{conflict}" in listed
    assert "Keep both" in editor.client.get(f"{editor.url}/conflicts/{conflict}").text


def test_a_version_that_was_not_kept_stays_listed(editor: Editor, bob: Editor):
    choose(editor, refused(editor), "theirs")

    listed = editor.client.get(f"{editor.url}/conflicts").text

    assert 'data-open-conflicts="0"' in listed
    assert "Ada kept the other version" in listed
    assert "Ada&#39;s line" in listed


def test_another_user_sees_who_wrote_each_version(editor: Editor, bob: Editor, people: People):
    conflict = conflict_of(refused(editor))

    seen_by_bob = bob.client.get(f"{editor.url}/conflicts/{conflict}").text

    assert "Keep Ada’s" in seen_by_bob
    assert "while Ada was editing it" in seen_by_bob


def test_an_invalid_choice_is_rejected(editor: Editor, bob: Editor):
    assert choose(editor, refused(editor), "neither").status_code == 422


def test_a_conflict_of_another_page_is_not_found(editor: Editor, bob: Editor, people: People):
    conflict = conflict_of(refused(editor))
    theirs = f"/pages/{people.carol.page_id}/conflicts"

    assert editor.client.get(f"{theirs}/{conflict}").status_code == 404
    assert editor.client.get(theirs).status_code == 404
    assert editor.send("POST", f"/conflicts/{uuid4()}/resolutions", choice="mine").status_code == 404


def test_differing_words_are_marked():
    mine, theirs = side_by_side("It was a dark & stormy night", "It was a calm night", is_html=False)

    assert mine == Markup("It was a <mark>dark &amp; stormy</mark> night")
    assert theirs == Markup("It was a <mark>calm</mark> night")


def test_formatted_texts_keep_only_allowed_tags():
    mine, theirs = side_by_side(
        "<p>One <b>two</b></p><script>x</script>", "<p onclick='x'>One <b>three</b></p>", is_html=True
    )

    assert mine == Markup("<p>One <b><mark>two</mark></b></p>")
    assert theirs == Markup("<p>One <b><mark>three</mark></b></p>")
