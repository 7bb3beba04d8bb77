"""Values for each screen size, set by requests from the editor."""

import re

import pytest

from app.components.registry import BUILT_IN
from app.components.rendering import Mode, RenderContext
from app.services import documents
from app.tenancy import tenant_scope
from app.tree import codecs
from app.tree.rendering import render_page
from tests.blueprints.editing.test_editor import EDITOR_ATTRIBUTES, main_of, tidy
from tests.blueprints.editor_client import Editor
from tests.factories import People

HEADING = "/blocks/heading-1"


def tree_of(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        return documents.tree_at(people.ada.page_id)


def test_a_value_for_phones_is_stored_beside_the_one_for_all_sizes(editor: Editor, people: People):
    response = editor.send("PATCH", HEADING, **{"align.phone": "center"})

    assert response.status_code == 200
    assert tree_of(people)["heading-1"].props["align"] == {"desktop": "left", "phone": "center"}
    assert 'class="c-heading c-heading--large c-heading--left@dt c-heading--center@p' in response.text
    assert r"@media (width&lt;640px){.c-heading--center\@p{text-align:center}}" in response.text


def test_a_value_for_one_size_can_be_reset(editor: Editor, people: People):
    editor.send("PATCH", HEADING, **{"align.phone": "center"})

    editor.send("PATCH", HEADING, **{"align.phone": ""})

    assert tree_of(people)["heading-1"].props["align"] == "left"


def test_the_fields_own_name_sets_the_largest_size(editor: Editor, people: People):
    editor.send("PATCH", HEADING, **{"size.tablet": "small", "align.phone": "center"})

    editor.send("PATCH", HEADING, size="large")

    props = tree_of(people)["heading-1"].props
    assert props["size"] == {"desktop": "large", "tablet": "small"}
    assert props["align"] == {"desktop": "left", "phone": "center"}


def test_a_block_is_hidden_and_the_outline_says_so(editor: Editor, people: People):
    response = editor.send("PATCH", HEADING, **{"show_on.phone": "off"})

    assert tree_of(people)["heading-1"].props["show_on"] == {"phone": False}
    assert "Hidden on phone" in response.text.split('data-outline="morph"')[1]
    assert "Hidden on phone" in editor.client.get(f"{editor.url}/edit").text

    editor.send("PATCH", HEADING, **{"show_on.phone": "on"})
    assert tree_of(people)["heading-1"].props["show_on"] == ""


def test_undo_reverts_values_for_sizes(editor: Editor, people: People):
    editor.send("PATCH", HEADING, **{"align.phone": "center"})
    editor.send("PATCH", HEADING, **{"show_on.phone": "off"})

    editor.send("POST", "/undos")
    editor.send("POST", "/undos")

    assert not {"align", "show_on"} & tree_of(people)["heading-1"].props.keys()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"align.phone": "purple"}, "align.phone", "Please choose one of the options for alignment."),
        ({"align.watch": "center"}, "align.watch", "reload the page"),
        ({"align.phone.deep": "center"}, "align.phone.deep", "reload the page"),
        ({"text.phone": "Hi"}, "text.phone", "reload the page"),
        ({"level.phone": "h3"}, "level.phone", "reload the page"),
        ({"show_on": "phone"}, "show_on", "reload the page"),
        ({"show_on.watch": "off"}, "show_on.watch", "reload the page"),
        ({"show_on.phone": "maybe"}, "show_on.phone", "choose again"),
        (
            {"show_on.desktop": "off", "show_on.tablet": "off", "show_on.phone": "off"},
            "show_on.phone",
            "It has to be shown on at least one screen",
        ),
    ],
)
def test_an_invalid_value_for_a_size_gets_an_error_beside_its_input(editor: Editor, fields, field, words):
    response = editor.send("PATCH", HEADING, **fields)

    assert response.status_code == 422
    assert f'data-field-error="{field}"' in response.text
    assert words in response.text


def test_the_inspector_has_an_input_for_every_size(editor: Editor):
    editor.send("PATCH", HEADING, **{"align.phone": "center"})

    panel = editor.client.get(f"{editor.url}{HEADING}/edit").text

    assert 'data-sized="align" data-own="phone"' in panel
    for name, value in (("align", "left"), ("align.tablet", "left"), ("align.phone", "center")):
        assert re.search(rf'name="{name}" value="{value}" checked', panel), name
    assert re.findall(r'type="checkbox" name="show_on\.(\w+)" checked', panel) == [
        "desktop",
        "tablet",
        "phone",
    ]


def test_the_canvas_matches_the_published_page_where_sizes_differ(editor: Editor, people: People):
    columns = editor.add("Columns")
    inside = editor.add("Image", slot=f"{columns}:column1")
    editor.send("PATCH", f"/blocks/{columns}", **{"small.phone": "two", "gap.tablet": "large"})
    editor.send("PATCH", f"/blocks/{inside}", **{"show_on.phone": "off"})

    published = render_page(tree_of(people), RenderContext(registry=BUILT_IN, mode=Mode.PUBLISH))

    assert tidy(EDITOR_ATTRIBUTES.sub("", main_of(editor.canvas()))) == tidy(published.html)
    for rule in published.styles.splitlines():
        assert rule in editor.canvas()


def test_a_page_with_sizes_survives_an_export_and_import(editor: Editor, people: People):
    editor.send("PATCH", HEADING, **{"align.phone": "center", "show_on.tablet": "off"})
    data = codecs.dump_puck(tree_of(people))

    assert codecs.dump_puck(codecs.load_puck(data, BUILT_IN)) == data
    assert '{"desktop": "left", "phone": "center"}' in str(data).replace("'", '"')
