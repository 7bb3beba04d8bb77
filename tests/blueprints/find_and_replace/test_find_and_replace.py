import html
import json
import re
from uuid import UUID, uuid4

import pytest

from app.services import documents
from app.tenancy import tenant_scope
from tests.blueprints.editor_client import Editor
from tests.factories import People

VALUE = re.compile(r'name="place" value="([^"]*)"')
SETTING = re.compile(r'name="setting" value="([^"]*)"')
GROUP = re.compile(r'name="group_id" value="([^"]*)"')


@pytest.fixture
def site(people: People) -> str:
    """The URL path of Ada's site."""
    return f"/sites/{people.ada.site_id}"


def places(text: str) -> list[str]:
    return [html.unescape(value) for value in VALUE.findall(text)]


def post(editor: Editor, address: str, **fields: object):
    return editor.client.post(
        address,
        data={"operation_id": str(uuid4()), **fields},
        headers={"X-CSRF-Token": editor.token, "HX-Request": "true", "Sec-Fetch-Site": "same-origin"},
    )


def heading(people: People) -> str:
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        return documents.export_page(people.ada.page_id)["content"][0]["props"]["text"]


def test_matches_on_a_page_link_to_their_blocks(editor: Editor):
    response = editor.client.get(f"{editor.url}/matches?q=READER")

    assert 'data-matches="1"' in response.text
    assert 'data-block="heading-1" data-in="text" data-words="reader" data-nth="0"' in response.text
    assert f'href="{editor.url}/edit#block=heading-1"' in response.text
    assert "Dear <mark>reader</mark>" in response.text


def test_matches_in_a_site_include_titles(editor: Editor, site: str):
    response = editor.client.get(f"{site}/matches?q=home&match_case=&whole_words=on")

    assert 'data-matches="1" data-pages="1"' in response.text
    assert f'href="{editor.url}/details"' in response.text
    assert 'data-matches="0"' in editor.client.get(f"{site}/matches?q=home&match_case=on").text


def test_matched_text_is_escaped(editor: Editor):
    editor.send("PATCH", "/blocks/heading-1", text="<img src=x> & <b>")

    response = editor.client.get(f"{editor.url}/matches?q=<img")

    assert 'data-matches="1"' in response.text
    assert "<img" not in response.text


@pytest.mark.parametrize("scope", ["page", "site"])
def test_a_preview_shows_each_match_before_and_after(editor: Editor, site: str, scope: str):
    address = editor.url if scope == "page" else site

    response = editor.client.get(f"{address}/replacements/new?q=reader&words=friend")

    assert "Dear <del>reader</del>" in response.text
    assert "<ins>friend</ins>" in response.text
    assert [json.loads(place)[1:4] for place in places(response.text)] == [["heading-1", "text", 5]]


def test_a_preview_says_why_a_match_cannot_be_replaced(editor: Editor):
    response = editor.client.get(f"{editor.url}/replacements/new?q=dear reader&words=")

    assert "Text can’t be empty." in response.text
    assert "disabled" in response.text


def test_replacing_on_a_page_responds_like_any_gesture(editor: Editor, people: People):
    preview = editor.client.get(f"{editor.url}/replacements/new?q=reader&words=friend")

    response = editor.send("POST", "/replacements", q="reader", words="friend", place=places(preview.text))

    assert response.text.count('data-patch="morph"') == 1
    assert "Replaced “reader” with “friend”" in response.text
    assert heading(people) == "Dear friend"
    assert (
        editor.send("POST", "/replacements", q="reader", words="x", place=places(preview.text)).status_code
        == 409
    )


def test_a_site_replacement_is_reported_and_undone(editor: Editor, site: str, people: People):
    preview = editor.client.get(f"{site}/replacements/new?q=e&words=ë")
    group = str(uuid4())

    done = post(editor, f"{site}/replacements", q="e", words="ë", place=places(preview.text), group_id=group)

    assert "Replaced 4 matches on 1 page." in done.text
    assert heading(people) == "Dëar rëadër"
    assert [json.loads(html.unescape(value))[1:] for value in SETTING.findall(done.text)] == [
        ["title", "Home", "Homë"]
    ]

    settings = [html.unescape(value) for value in SETTING.findall(done.text)]
    back = post(editor, f"{site}/undos", group_id=GROUP.search(done.text)[1], setting=settings)

    assert "Undone on 1 page." in back.text
    assert heading(people) == "Dear reader"
    assert "<mark>Home</mark>" in editor.client.get(f"{site}/matches?q=home").text
    assert "There was nothing left to undo." in post(editor, f"{site}/undos", group_id=group).text


NESTED = "[" * 100_000
PLACE = ["x", "heading-1", "text", 5, "y"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("replacements", {"q": "a", "words": "b", "place": "not json"}),
        ("replacements", {"q": "a", "words": "b", "place": NESTED}),
        ("replacements", {"q": "a", "words": "b", "place": json.dumps(PLACE)}),
        ("replacements", {"q": "a", "words": "b", "place": json.dumps([str(UUID(int=1)), 1, 2, 3, 4])}),
        (
            "replacements",
            {"q": "a", "words": "b", "place": json.dumps([str(UUID(int=1)), "b", "n", True, "d"])},
        ),
        ("replacements", {"q": "a", "words": "b", "place": ["1"] * 501}),
        ("replacements", {"q": "a\0", "words": "b"}),
        ("replacements", {"q": "a" * 201, "words": "b"}),
        ("replacements", {"q": "a", "words": "b" * 1001}),
        ("undos", {"setting": json.dumps([str(UUID(int=1)), "slug", "a", "b"])}),
        ("undos", {"setting": json.dumps([str(UUID(int=1)), "title", "a\0", "b"])}),
        ("undos", {"group_id": "no id"}),
    ],
)
def test_an_invalid_replacement_gets_an_error_message(editor: Editor, site: str, path: str, fields):
    response = post(editor, f"{site}/{path}", **fields)

    assert response.status_code == 422, response.text
    assert response.text.strip()


def test_undo_does_not_restore_a_setting_that_was_never_replaced(editor: Editor, site: str, people: People):
    forged = json.dumps([str(people.ada.page_id), "title", "Forged", "Not the title"])
    theirs = json.dumps([str(people.carol.page_id), "title", "Forged", "Home"])

    response = post(editor, f"{site}/undos", setting=[forged, theirs], group_id=str(uuid4()))

    assert "There was nothing left to undo." in response.text
    assert 'data-matches="0"' in editor.client.get(f"{site}/matches?q=forged").text


def test_a_title_is_never_set_to_an_invalid_value(editor: Editor, site: str, people: People):
    forged = json.dumps([str(people.ada.page_id), "title", "x" * 121, "Home"])

    assert post(editor, f"{site}/undos", setting=forged).status_code == 422
