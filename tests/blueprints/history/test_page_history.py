"""The history of a page, over HTTP."""

import html
import re
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from tests.blueprints.editor_client import Editor
from tests.factories import People

STEP = re.compile(r'data-step="(\w+)" data-revision="(\d+)".*?ed-step__what">([^<]+)<', re.DOTALL)


def listed(editor: Editor, **query: str) -> list[tuple[str, str, str]]:
    response = editor.client.get(f"{editor.url}/history", query_string=query)
    assert response.status_code == 200, response.text
    return [(kind, revision, html.unescape(what)) for kind, revision, what in STEP.findall(response.text)]


def name_version(editor: Editor, **fields: str) -> str:
    response = editor.send("POST", "/versions", **fields)
    assert response.status_code == 201, response.text
    return re.search(r'data-named="([^"]+)"', response.text)[1]


def test_steps_and_versions_are_listed_newest_first(editor: Editor):
    hero = editor.add("Hero")
    name_version(editor, name="First draft")
    editor.send("DELETE", f"/blocks/{hero}")

    assert listed(editor) == [
        ("step", "2", "Deleted Opening"),
        ("named", "1", "First draft"),
        ("step", "1", "Added Opening"),
    ]
    assert listed(editor, only="named") == [("named", "1", "First draft")]


def test_consecutive_undos_form_one_entry_and_the_undone_steps_are_marked(editor: Editor):
    editor.add("Hero")
    editor.add("Quote")
    editor.send("POST", "/undos")
    editor.send("POST", "/undos")

    page = editor.client.get(f"{editor.url}/history").text

    assert listed(editor)[0] == ("undo", "4", "Undid 2 steps")
    assert page.count("is-undone") == 2
    assert page.count(">undone<") == 2


def test_restoring_the_current_state_is_not_offered(editor: Editor):
    editor.add("Hero")
    editor.add("Quote")

    page = editor.client.get(f"{editor.url}/history").text

    assert re.findall(r'data-restore="(\d+)"', page) == ["1"]


def test_earlier_entries_are_loaded_and_each_day_has_one_heading(editor: Editor, admin_engine: Engine):
    editor.add("Hero")
    with admin_engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO page_operations (tenant_id, page_id, revision, operation_id, group_id, actor_id,
                                         kind, label, payload, created_at)
            SELECT tenant_id, page_id, number, gen_random_uuid(), gen_random_uuid(), actor_id,
                   'do', 'Step ' || number, payload, created_at
            FROM page_operations, generate_series(2, 150) AS number
            """)
        )
    first = editor.client.get(f"{editor.url}/history").text
    more = dict(re.findall(r'data-history-(earlier|day)="([^"]+)"', first))

    second = editor.client.get(
        f"{editor.url}/history", query_string={"before": more["earlier"], "day": more["day"]}
    ).text

    revisions = [int(number) for _, number, _ in STEP.findall(first) + STEP.findall(second)]
    assert revisions == list(range(150, 0, -1))
    assert "ed-history__day" in first
    assert "ed-history__day" not in second
    assert "data-history-earlier" not in second


def test_a_version_is_renamed_and_a_taken_name_gets_an_error(editor: Editor):
    first = name_version(editor, name="Draft")
    second = name_version(editor, name="Other")

    assert editor.send("PATCH", f"/versions/{first}", name="Clean copy").status_code == 200
    refused = editor.send("PATCH", f"/versions/{second}", name="clean copy")

    assert refused.status_code == 422
    assert "This page already has a version called “clean copy”." in refused.text
    assert [what for _, _, what in listed(editor)] == ["Other", "Clean copy"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_an_invalid_name_gets_an_error_in_plain_words(editor: Editor, name: str):
    refused = editor.send("POST", "/versions", name=name)

    assert refused.status_code == 422
    assert 'data-field-error="name"' in refused.text
    assert "invalid" not in refused.text.lower()


def test_an_earlier_state_is_shown_without_scripts(editor: Editor):
    editor.add("Quote")
    editor.send("PATCH", "/blocks/heading-1", text="Northanger Abbey")

    then = editor.client.get(f"{editor.url}/revisions/0")

    assert "Dear reader" in then.text
    assert "Northanger" not in then.text
    assert 'data-revision="0"' in then.text
    assert "<script" not in then.text
    policy = then.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert editor.client.get(f"{editor.url}/revisions/99").status_code == 404


def test_a_comparison_lists_differences_and_marks_them_on_both_sides(editor: Editor):
    quote = editor.add("Quote", near="heading-1")
    editor.add("Divider", near=quote)
    name_version(editor, name="Before")
    editor.send("PATCH", "/blocks/heading-1", text="Dear patient reader")
    editor.send("POST", f"/blocks/{quote}/moves", slot="root", after="")

    screen = editor.client.get(f"{editor.url}/comparisons").text
    before, after = (
        editor.client.get(f"{editor.url}/revisions/{one}?against={other}&side={side}").text
        for one, other, side in ((2, 4, "before"), (4, 2, "after"))
    )

    assert re.findall(r'data-difference="(\w+)" data-block="([^"]+)"', screen) == [
        ("moved", quote),
        ("changed", "heading-1"),
    ]
    assert "1 word added in Heading" in screen
    assert "Quote moved" in screen
    assert "“Before”" in screen
    assert "<ins>patient</ins>" in after
    assert "<ins>" not in before
    assert 'data-diff="moved"' in before
    assert 'data-diff="moved"' in after


def test_without_a_version_a_page_is_compared_with_its_first_state(editor: Editor):
    editor.add("Quote")

    screen = editor.client.get(f"{editor.url}/comparisons").text

    assert re.findall(r'data-difference="(\w+)"', screen) == ["added"]
    assert "The first version" in screen


def test_one_block_or_the_whole_page_is_restored_and_undone(editor: Editor):
    editor.send("PATCH", "/blocks/heading-1", text="Emma")
    quote = editor.add("Quote")
    editor.send("DELETE", f"/blocks/{quote}")

    response = editor.send("POST", "/restorations", revision="2", block=quote, kind="removed")
    assert 'data-label="Restored Quote"' in response.text
    assert f'data-select="{quote}"' in response.text

    response = editor.send("POST", "/restorations", revision="0")
    assert response.status_code == 200
    assert "Dear reader" in editor.canvas()
    assert f'data-block-id="{quote}"' not in editor.canvas()

    editor.send("POST", "/undos")
    assert "Emma" in editor.canvas()
    assert f'data-block-id="{quote}"' in editor.canvas()
    editor.send("POST", "/undos")
    assert f'data-block-id="{quote}"' not in editor.canvas()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"revision": "word"},
        {"revision": "0", "block": "heading-1"},
        {"revision": "0", "block": "x", "kind": "y"},
    ],
)
def test_a_restore_without_a_target_is_rejected(editor: Editor, fields: dict[str, str]):
    assert editor.send("POST", "/restorations", **fields).status_code == 422


def test_restoring_an_unchanged_block_is_rejected(editor: Editor):
    response = editor.send("POST", "/restorations", revision="0")

    assert response.status_code == 409
    assert "already" in response.text


def test_an_invalid_cursor_is_rejected(editor: Editor):
    assert editor.client.get(f"{editor.url}/history?before=1_2").status_code == 422


def test_another_tenants_page_history_is_not_found(editor: Editor, people: People):
    theirs = f"/pages/{people.carol.page_id}"
    version = name_version(editor, name="Draft")

    for path in ("/history", "/revisions/0", "/revisions/0?against=0", "/comparisons"):
        assert editor.client.get(theirs + path).status_code == 404, path
    for url, version_id in ((theirs, version), (editor.url, uuid4())):
        response = editor.client.patch(
            f"{url}/versions/{version_id}", data={"name": "Mine"}, headers={"X-CSRF-Token": editor.token}
        )
        assert response.status_code == 404
    for path, fields in (("/versions", {"name": "x"}), ("/restorations", {"revision": "0"})):
        response = editor.client.post(theirs + path, data=fields, headers={"X-CSRF-Token": editor.token})
        assert response.status_code == 404, path
