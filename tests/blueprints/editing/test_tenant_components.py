"""A tenant's own component is not available to any other tenant."""

import html
import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.services import publishing
from app.services.components import current_registry, install_components
from app.services.documents.cache import trees
from app.tenancy import public_scope, tenant_scope
from tests.blueprints.editor_client import Editor, open_editor
from tests.components.recipe.recipe import Recipe
from tests.factories import People
from tests.services.publishing.support import publish, read

PASTED = json.dumps(
    {"type": "Recipe", "props": {"id": "Recipe-1", "dish": "Syllabub", "method": "<p>Whip the cream.</p>"}}
)
HEADING = {"type": "Heading", "props": {"id": "Heading-1", "text": "Notes"}}


@pytest.fixture(autouse=True)
def recipes(people: People) -> Iterator[None]:
    """Install the Recipe component for Ada's tenant only."""
    trees.clear()
    install_components(people.ada.tenant_id, Recipe)
    yield
    install_components(people.ada.tenant_id)


@pytest.fixture
def ada(app: Flask, people: People) -> Editor:
    return open_editor(app.test_client(), people.ada)


@pytest.fixture
def carol(app: Flask, people: People) -> Editor:
    return open_editor(app.test_client(), people.carol)


def selected(response: str) -> str:
    """Return the id of the block that a response selects."""
    return html.unescape(re.search(r'data-select="([^"]*)"', response)[1])


def paste(editor: Editor, text: str = PASTED) -> str:
    response = editor.send("POST", "/pastes", puck=text, near="")
    assert response.status_code == 200, response.text
    return response.text


def test_the_current_registry_belongs_to_the_current_tenant(people: People):
    with tenant_scope(people.ada.tenant_id):
        assert current_registry().find("Recipe") is Recipe
    with tenant_scope(people.carol.tenant_id):
        assert current_registry().find("Recipe") is None
    with public_scope():
        assert current_registry().find("Recipe") is None


def test_a_tenant_component_can_only_be_added_by_its_tenant(ada: Editor, carol: Editor):
    block = ada.add("Recipe")

    assert f'data-block-id="{block}"' in ada.canvas()
    refused = carol.send("POST", "/blocks", component="Recipe")
    assert refused.status_code == 404
    assert "Recipe" not in carol.canvas()


def test_a_pasted_tenant_component_is_shown_to_its_tenant_and_kept_hidden_for_others(
    ada: Editor, carol: Editor
):
    assert "isn’t available here" not in paste(ada)
    assert "“Recipe” isn’t available here. Its content is kept." in paste(carol)

    assert "<p>Whip the cream.</p>" in ada.canvas()
    canvas = carol.canvas()
    assert "Whip the cream" not in canvas
    assert "“Recipe” isn’t available here." in canvas


def test_blocks_in_a_tenant_components_slot_are_rendered_for_its_tenant(ada: Editor):
    data = json.loads(PASTED)
    data["props"]["aside"] = [HEADING]
    paste(ada, json.dumps(data))

    assert 'data-block-type="Heading"' in ada.canvas()


def test_palette_patterns_and_styles_contain_a_tenant_component_only_for_its_tenant(
    ada: Editor, carol: Editor
):
    for editor, is_there in ((ada, True), (carol, False)):
        screen = editor.client.get(f"{editor.url}/edit").text
        palette = editor.client.get(f"{editor.url}/palette").text
        patterns = editor.client.get("/editor/patterns").text
        assert ("Kitchen" in screen) is is_there
        assert ('data-sample="Recipe"' in palette) is is_there
        assert ('data-example="Recipe"' in patterns) is is_there
        assert (".c-recipe" in editor.canvas()) is is_there


def test_a_tenant_components_fields_can_only_be_edited_by_its_tenant(ada: Editor, carol: Editor):
    block, others = ada.add("Recipe"), selected(paste(carol))

    assert 'name="dish"' in ada.client.get(f"{ada.url}/blocks/{block}/edit").text
    panel = carol.client.get(f"{carol.url}/blocks/{others}/edit").text
    assert 'name="dish"' not in panel
    assert "This part came from somewhere else and isn’t available here." in panel
    assert carol.send("PATCH", f"/blocks/{others}", dish="Trifle").status_code == 403
    changed = ada.send("PATCH", f"/blocks/{block}", dish="Trifle")
    assert changed.status_code == 200
    assert "Trifle" in ada.canvas()


def test_a_tenant_components_text_can_be_replaced_by_its_tenant_but_only_found_by_others(
    ada: Editor, carol: Editor
):
    for editor, may_change in ((ada, True), (carol, False)):
        paste(editor)
        query = {"q": "Syllabub"}
        found = editor.client.get(f"{editor.url}/matches", query_string=query).text
        assert 'data-matches="1"' in found
        assert ("Dish" in found) is may_change
        offered = editor.client.get(
            f"{editor.url}/replacements/new", query_string={**query, "words": "Trifle"}
        ).text
        assert (
            "This part isn’t available here, so it can’t be changed." in html.unescape(offered)
        ) is not may_change


def test_worker_processes_render_a_tenant_component_only_for_its_tenant(
    people: People, ada: Editor, carol: Editor, monkeypatch
):
    paste(ada)
    paste(carol)
    publishing.prefork_worker_pool()
    try:
        of_ada, of_carol = (
            read(person, publish(person), "/index.html") for person in (people.ada, people.carol)
        )
    finally:
        publishing.close_worker_pool()

    assert "Whip the cream" in of_ada
    assert ".c-recipe{" in of_ada
    assert "Whip the cream" not in of_carol
