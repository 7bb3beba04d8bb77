"""Sections over HTTP, as used by the editor's scripts."""

import re
from uuid import UUID

import pytest

from app.services import pages, sections
from app.tenancy import tenant_scope
from tests.blueprints.editor_client import Editor


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def share(editor: Editor, block="heading-1", name="Greeting", **more):
    response = editor.send("POST", f"/blocks/{block}/shares", name=name, **more)
    assert response.status_code == 200, response.text
    return response


def section_id(editor: Editor) -> str:
    return re.search(r'data-block-section="([^"]+)"', editor.canvas())[1]


def send_request(editor: Editor, method: str, path: str, **fields: str):
    """Send a request about a section."""
    return editor.client.open(
        path, method=method, data=fields, headers={"X-CSRF-Token": editor.token, "HX-Request": "true"}
    )


def test_sharing_replaces_the_block_with_one_that_shows_the_section(editor: Editor):
    response = share(editor)

    assert 'data-patch="remove" data-block="heading-1"' in response.text
    assert 'data-patch="insert" data-block="Shared-' in response.text
    assert "Dear reader" in response.text
    assert 'data-label="Shared Greeting"' in response.text
    assert "Edit the shared section" in response.text
    assert "Greeting</span>" in response.text


def test_the_canvas_shows_a_section_like_the_published_page(editor: Editor):
    before = editor.canvas()
    share(editor)

    def plain(html):
        body = re.search(r"<main.*</main>", html, re.DOTALL)[0]
        return re.sub(r' data-[a-z-]+="[^"]*"| (?=>)', "", body)

    assert plain(editor.canvas()) == plain(before)


def test_a_section_has_an_editor_of_its_own(editor: Editor):
    share(editor)
    url = f"/pages/{section_id(editor)}"

    screen = editor.client.get(f"{url}/edit?from={editor.page_id}").text

    assert "Shared section: Greeting" in screen
    assert "Used on 1 page" in screen
    assert "Back to Home" in screen
    assert "Dear reader" in editor.client.get(f"{url}/canvas").text


@pytest.mark.parametrize("came_from", ["", "nonsense", str(UUID(int=7))])
def test_without_a_known_page_to_go_back_to_no_link_is_shown(editor: Editor, came_from: str):
    share(editor)

    response = editor.client.get(f"/pages/{section_id(editor)}/edit?from={came_from}")

    assert response.status_code == 200
    assert "Back to" not in response.text


def test_detaching_replaces_the_shared_section_with_a_copy(editor: Editor):
    share(editor)
    place = re.search(r'data-block-id="(Shared-[^"]+)"', editor.canvas())[1]

    response = editor.send("POST", f"/blocks/{place}/detachments")

    assert f'data-patch="remove" data-block="{place}"' in response.text
    assert 'data-patch="insert" data-block="Heading-' in response.text
    assert "data-block-section" not in editor.canvas()


def test_the_palette_lists_sections_with_previews_and_samples(editor: Editor):
    assert "choose" in editor.client.get(f"{editor.url}/sections").text
    assert editor.send("POST", "/blocks/heading-1/saved-sections", name="My words").status_code == 204
    share(editor)

    listed = editor.client.get(f"{editor.url}/sections").text

    assert 'data-sections="2"' in listed
    assert listed.count("<template data-preview-of=") == 2
    assert "Shared, used on 1 page" in listed
    sample = re.search(r'<template data-sample="saved:[^"]*">(.*?)</template>', listed, re.DOTALL)[1]
    assert 'data-block-id="sample:0"' in sample
    assert "Dear reader" in sample


def test_previews_in_the_palette_omit_the_sites_header(editor: Editor):
    header = editor.add("Header")
    share(editor, header, name="Top", part="header")

    assert editor.client.get(f"{editor.url}/palette").text.count("c-header__name") == 2


def test_saved_and_shared_sections_are_added_like_components(editor: Editor, ada):
    about = pages.create_page(ada.site_id, title="About").id
    editor.send("POST", "/blocks/heading-1/saved-sections", name="My words")
    share(editor)
    (saved,), (shared,) = sections.list_saved(ada.site_id), sections.list_sections(ada.site_id)
    other = Editor(editor.client, about, editor.token)

    copied = other.send("POST", "/blocks", saved=str(saved.id), component="Heading")
    shown = other.send("POST", "/blocks", section=str(shared.id), component="Shared")

    assert 'data-patch="insert" data-block="Heading-' in copied.text
    assert 'data-patch="insert" data-block="Shared-' in shown.text
    assert other.canvas().count("Dear reader</h2>") == 2


def test_the_settings_of_a_shared_section_can_be_changed(editor: Editor):
    share(editor)
    address = f"/sections/{section_id(editor)}"

    renamed = send_request(editor, "PATCH", address, name="Hello")
    placed = send_request(editor, "PATCH", address, part="header")

    assert 'value="Hello"' in renamed.text
    assert placed.status_code == 200
    assert "the header of every page" in editor.client.get(address).text
    assert "Home" in editor.client.get(address).text
    refused = send_request(editor, "DELETE", address)
    assert refused.status_code == 409
    assert "header of every page" in refused.text


def test_an_unused_section_is_deleted_and_restored(editor: Editor):
    share(editor)
    address = f"/sections/{section_id(editor)}"
    editor.send("POST", "/undos")

    assert send_request(editor, "DELETE", address).status_code == 204
    assert editor.client.get(address).status_code == 404
    assert send_request(editor, "POST", f"{address}/restorations").status_code == 204
    assert editor.client.get(address).status_code == 200


def test_the_settings_of_a_saved_section_can_be_changed(editor: Editor, ada):
    editor.send("POST", "/blocks/heading-1/saved-sections", name="My words")
    (saved,) = sections.list_saved(ada.site_id)
    address = f"/saved-sections/{saved.id}"

    assert 'value="My words"' in editor.client.get(address).text
    assert 'value="Other words"' in send_request(editor, "PATCH", address, name="Other words").text
    assert send_request(editor, "DELETE", address).status_code == 204
    assert send_request(editor, "PATCH", address, name="x").status_code == 404
    assert send_request(editor, "POST", f"{address}/restorations").status_code == 204


def test_omitting_the_header_on_a_page_reloads_the_canvas(editor: Editor, ada):
    header = editor.add("Header")
    share(editor, header, name="Top", part="header")
    about = Editor(editor.client, pages.create_page(ada.site_id, title="About").id, editor.token)
    assert 'data-block-part="header"' in about.canvas()

    response = about.send("POST", "/omissions", part="header", shown_revision="0")

    assert "data-reload" in response.text
    assert "data-block-part" not in about.canvas()
    settings = about.client.get(f"/sections/{section_id(editor)}?page={about.page_id}").text
    assert "Show it on this page" in settings
    about.send("POST", "/omissions", part="header", is_shown="on")
    assert 'data-block-part="header"' in about.canvas()


@pytest.mark.parametrize(
    ("method", "path", "fields", "status"),
    [
        ("POST", "/blocks/heading-1/shares", {}, 422),
        ("POST", "/blocks/heading-1/shares", {"name": " "}, 422),
        ("POST", "/blocks/heading-1/shares", {"name": "x", "part": "middle"}, 422),
        ("POST", "/blocks/gone/shares", {"name": "x"}, 404),
        ("POST", "/blocks/root/shares", {"name": "x"}, 422),
        ("POST", "/blocks/heading-1/detachments", {}, 422),
        ("POST", "/blocks/gone/detachments", {}, 404),
        ("POST", "/blocks/gone/saved-sections", {"name": "x"}, 404),
        ("POST", "/blocks/root/saved-sections", {"name": "x"}, 422),
        ("POST", "/blocks", {"saved": str(UUID(int=5))}, 404),
        ("POST", "/blocks", {"section": str(UUID(int=5))}, 404),
        ("POST", "/blocks", {"section": "no id"}, 422),
        ("POST", "/blocks", {"component": "Shared"}, 404),
        ("POST", "/omissions", {}, 422),
        ("POST", "/omissions", {"part": "middle"}, 422),
    ],
)
def test_bad_input_gets_an_error_message(editor: Editor, method, path, fields, status):
    response = editor.send(method, path, **fields)

    assert response.status_code == status, response.text
    assert response.text.strip()


def test_a_section_cannot_be_added_inside_itself(editor: Editor):
    share(editor)
    inside = Editor(editor.client, section_id(editor), editor.token)

    response = inside.send("POST", "/blocks", section=section_id(editor), component="Shared")

    assert response.status_code == 409
    assert "inside itself" in response.text
    assert section_id(editor) not in inside.client.get(f"{inside.url}/sections").text
