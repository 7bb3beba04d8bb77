"""Pasting from the clipboard."""

import html
import json
import re
from uuid import uuid4

import pytest
from flask import Flask

from tests.blueprints.editor_client import Editor, open_editor
from tests.factories import People


def block(type_: str, **props: object) -> dict[str, object]:
    return {"type": type_, "props": {"id": f"{type_}-{uuid4()}", **props}}


def paste(editor: Editor, data: object, **fields: str):
    return editor.send("POST", "/pastes", puck=json.dumps(data), **fields)


def types(editor: Editor) -> list[str]:
    return re.findall(r'data-block-type="([^"]*)"', editor.canvas())


def copied(editor: Editor, *ids: str) -> object:
    return editor.client.get(f"{editor.url}/copies", query_string={"block": ids}).json


def skipped_message(text: str) -> str:
    return html.unescape(re.search(r'data-skipped="([^"]*)"', text)[1])


def test_blocks_copied_by_one_tenant_are_pasted_by_another(app: Flask, editor: Editor, people: People):
    columns = editor.add("Columns")
    editor.add("Quote", slot=f"{columns}:column1")
    carol = open_editor(app.test_client(), people.carol)

    response = paste(carol, copied(editor, columns), near="heading-1")

    assert response.status_code == 200, response.text
    assert types(carol) == ["Heading", "Columns", "Quote"]
    assert columns not in carol.canvas()
    assert 'data-announce="Columns pasted, position 2 of 2 in the page."' in response.text


def test_several_blocks_are_pasted_in_one_step(editor: Editor):
    before = types(editor)

    paste(editor, [block("Quote"), block("Divider")], near="heading-1")
    pasted = types(editor)
    editor.send("POST", "/undos")

    assert pasted == ["Heading", "Quote", "Divider", *before[1:]]
    assert types(editor) == before


def test_a_repeated_paste_request_pastes_once(editor: Editor):
    before, fields = types(editor), {"operation_id": str(uuid4())}

    paste(editor, block("Quote"), **fields)
    paste(editor, block("Quote"), **fields)

    assert types(editor) == [*before, "Quote"]


def test_a_block_that_the_slot_does_not_allow_is_pasted_after_an_ancestor(editor: Editor):
    hero = editor.add("Hero")
    button = editor.add("Button", slot=f"{hero}:actions")

    paste(editor, block("Section"), near=button)

    assert types(editor)[-1] == "Section"


def test_an_unknown_component_is_kept_and_reported(editor: Editor):
    response = paste(editor, block("Countdown", until="2027-01-01"))

    assert types(editor)[-1] == "Countdown"
    assert skipped_message(response.text) == "“Countdown” isn’t available here. Its content is kept."


def test_links_to_pages_of_another_site_are_dropped_and_reported(editor: Editor):
    inside = block("Button", label="Buy", link={"page": str(uuid4())})
    own = block("Button", label="Stay", link={"page": str(editor.page_id)})

    response = paste(editor, block("Section", content=[inside, own]))

    assert skipped_message(response.text).startswith("A link points to a page that isn’t on this site")
    pasted = copied(editor, re.search(r'data-select="([^"]*)"', response.text)[1])
    links = [button["props"]["link"] for button in pasted["content"][0]["props"]["content"]]
    assert links == ["", {"page": str(editor.page_id)}]


def test_a_pasted_picture_keeps_its_description(editor: Editor):
    picture = {"src": "/gallery/a.svg", "alt": "Roses by a wall", "decorative": False}
    paste(editor, block("Image", image=picture))
    first = re.findall(r'data-block-id="(Image-[^"]*)"', editor.canvas())[0]

    paste(editor, copied(editor, first))

    assert editor.canvas().count('alt="Roses by a wall"') == 2


def test_plain_text_becomes_a_text_block_with_paragraphs(editor: Editor):
    response = editor.send(
        "POST", "/pastes", text="One & only\r\nline two\n\n\n<b>Two</b>\n", near="heading-1"
    )

    assert types(editor)[:2] == ["Heading", "Text"]
    pasted = copied(editor, re.search(r'data-select="([^"]*)"', response.text)[1])
    body = pasted["content"][0]["props"]["body"]
    assert body == "<p>One &amp; only<br>line two</p><p>&lt;b&gt;Two&lt;/b&gt;</p>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"content": [{"type": "Quote"}]}',
        "[" * 100_000,
        '[{"type":"Quote","props":{"n":NaN}}]',
    ],
)
def test_invalid_puck_data_gets_an_error_message(editor: Editor, text: str):
    response = editor.send("POST", "/pastes", puck=text)

    assert response.status_code == 422
    assert "Traceback" not in response.text


def test_a_text_that_is_too_long_gets_an_error_message(editor: Editor):
    response = editor.send("POST", "/pastes", text="word " * 100_000)

    assert response.status_code == 422
    assert "the limit is" in response.text


def test_pasted_blocks_run_no_script(editor: Editor):
    body = "<p onclick=alert(1)>x</p><script>alert(2)</script>"
    paste(
        editor,
        [
            block("Text", body=body),
            block("Button", label="<img src=x onerror=alert(3)>", link={"url": "javascript:alert(4)"}),
        ],
    )

    canvas = editor.canvas()
    assert "alert(1)" not in canvas
    assert "alert(2)" not in canvas
    assert "<img src=x" not in canvas
    assert "javascript:" not in canvas


def revision(editor: Editor) -> str:
    return re.search(r'data-revision="(\d+)"', editor.canvas())[1]


def test_a_block_cut_before_it_was_copied_is_pasted_as_the_author_saw_it(editor: Editor):
    columns, seen = editor.add("Columns"), revision(editor)
    added, written = str(uuid4()), str(uuid4())
    quote = editor.add("Quote", slot=f"{columns}:column1", operation_id=added)
    editor.send("PATCH", f"/blocks/{quote}", by="Ada", operation_id=written)
    named = {"block": [columns], "seen_revision": seen, "seen_operation": [added, written]}
    editor.send("DELETE", f"/blocks/{columns}")

    response = editor.client.get(f"{editor.url}/copies", query_string=named)
    editor.send("POST", "/pastes", **named, near="heading-1")

    assert response.json["content"][0]["props"]["column1"][0]["props"]["by"] == "Ada"
    assert types(editor) == ["Heading", "Columns", "Quote"]
    assert "Ada" in editor.canvas()
    assert columns not in editor.canvas()


def test_blocks_that_were_never_on_the_page_cannot_be_pasted(editor: Editor):
    response = editor.send("POST", "/pastes", block=["Quote-1"], seen_revision=revision(editor))

    assert response.status_code == 404
    assert types(editor) == ["Heading"]


def test_blocks_of_another_tenant_cannot_be_pasted(editor: Editor, app: Flask, people: People):
    carol = open_editor(app.test_client(), people.carol)
    quote = carol.add("Quote")

    response = editor.send(
        "POST", "/pastes", block=[quote], seen_revision=revision(carol), copied_from=str(carol.page_id)
    )

    assert response.status_code == 404
    assert types(editor) == ["Heading"]


def test_a_text_that_is_nested_too_deeply_is_pasted_as_plain_paragraphs(editor: Editor):
    response = paste(
        editor, {"content": [block("Columns", column1=[block("Text", body="<ul><li>Emma" * 9_000)])]}
    )

    assert "pasted it as plain paragraphs" in skipped_message(response.text)
    assert "<p>Emma</p><p>Emma</p>" in editor.canvas()


def test_a_pasted_text_may_not_be_longer_than_one_that_is_typed(editor: Editor):
    response = paste(editor, block("Text", body="a" * 200_001))

    assert response.status_code == 422
    assert "the limit is 200,000 characters" in response.text
