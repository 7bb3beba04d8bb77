"""Editing text in place on the canvas."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.browser

CHANGES = re.compile(r"/pages/[^/]+/blocks")


def add(desk: Desk, *components: str) -> None:
    for component in components:
        desk.entry(component).click()
        desk.saved()


def edited(desk: Desk) -> str:
    """Return the path of the field that is being edited, or "" if none is."""
    return desk.page.evaluate("quillspace.editor.inPlace.session?.path || ''")


def reloaded(desk: Desk) -> Desk:
    desk.page.reload()
    desk.wait()
    return desk


def test_a_heading_is_edited_in_place_after_a_second_click(desk: Desk):
    add(desk, "Hero", "Divider")
    heading = desk.block("h1")
    heading.click()
    assert edited(desk) == ""

    heading.click()
    expect(heading).to_have_attribute("contenteditable", "plaintext-only")
    desk.page.keyboard.press("Home")
    desk.page.keyboard.type("Then: ")

    expect(heading).to_have_text("Then: Say it in one line")
    expect(desk.page.locator("form[data-inspector] [name=heading]")).to_have_value("Then: Say it in one line")
    desk.page.keyboard.press("Enter")
    desk.saved()
    assert edited(desk) == ""
    assert desk.page.evaluate("quillspace.canvas.focusedBlock") == desk.page.evaluate(
        "quillspace.editor.selected"
    )
    expect(reloaded(desk).block("h1")).to_have_text("Then: Say it in one line")


def test_editing_leaves_no_attributes_behind_on_the_page(desk: Desk):
    add(desk, "Hero", "Quote", "Text")
    before = desk.canvas.locator("main").inner_html()

    for text in ("h1", "[data-field=lead]", "[data-field=by]", "[data-field=quote]", "[data-field=body]"):
        desk.edit(text)
        desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")

    desk.saved()
    assert plain(desk.canvas.locator("main").inner_html()) == plain(before)


def plain(html: str) -> str:
    return re.sub(r' (data-selected|tabindex)="[^"]*"', "", html)


def test_button_labels_and_captions_are_edited_in_place_too(desk: Desk):
    add(desk, "Button", "Spacer", "Image")
    desk.page.locator("form[data-inspector] [data-name=caption]").fill("A pond")
    desk.saved()

    desk.edit("[data-field=label]")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("Buy it now")
    desk.edit("[data-field=caption]")
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(", in May")
    desk.page.keyboard.press("Escape")
    desk.saved()

    page = reloaded(desk)
    expect(page.block("[data-field=label]")).to_have_text("Buy it now")
    expect(page.block("[data-field=caption]")).to_have_text("A pond, in May")


def test_keys_start_and_end_editing_and_move_between_fields(desk: Desk):
    add(desk, "Hero")
    desk.canvas.locator("[data-block-type=Hero]").click(position={"x": 4, "y": 4})
    desk.page.keyboard.press("Enter")
    assert edited(desk) == "heading"

    desk.page.keyboard.press("Tab")
    assert edited(desk) == "lead"
    desk.page.keyboard.press("Shift+Tab")
    assert edited(desk) == "heading"
    desk.page.keyboard.press("Escape")
    assert edited(desk) == ""
    desk.page.keyboard.press("F2")
    assert edited(desk) == "heading"
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Tab")
    assert edited(desk) == ""
    desk.page.keyboard.press("Delete")
    desk.saved()
    assert desk.order() == []


def test_typing_with_a_block_selected_writes_into_its_text(desk: Desk):
    add(desk, "Heading", "Divider")
    desk.canvas.locator("h2").click()

    desk.page.keyboard.type("X and Emma")

    assert desk.block("h2").inner_text().lower().endswith("x and emma")
    assert edited(desk) == "text"


def test_a_double_click_selects_a_word(desk: Desk):
    add(desk, "Text", "Divider")
    text = desk.block("[data-field=body]")
    text.dblclick(position={"x": 20, "y": 10})
    expect(text).to_have_attribute("data-editing", "richtext")

    desk.page.keyboard.type("Begin")
    desk.page.keyboard.press("Escape")
    desk.saved()

    assert text.inner_text().startswith("Begin here as you")


def test_enter_in_a_heading_adds_a_text_below_it(desk: Desk):
    add(desk, "Heading", "Divider")
    desk.edit("h2")
    desk.page.keyboard.type("A title")

    desk.page.keyboard.press("Enter")
    expect(desk.block("[data-block-type=Text]")).to_have_attribute("data-editing", "richtext")
    desk.page.keyboard.type("And words below it.")
    desk.page.keyboard.press("Escape")
    desk.saved()

    assert desk.order() == ["Heading", "Text", "Divider"]
    expect(reloaded(desk).block("[data-field=body]")).to_have_text("And words below it.")


def test_late_responses_disturb_neither_the_caret_nor_the_text(desk: Desk):
    add(desk, "Text")
    desk.page.route(CHANGES, lambda route: delayed(desk, route))
    text = desk.edit("[data-field=body]")
    desk.page.keyboard.press("Control+a")

    for word in ("One ", "two ", "three ", "four "):
        desk.page.keyboard.type(word, delay=40)
        desk.page.wait_for_timeout(150)
    desk.page.keyboard.press("ArrowLeft")
    desk.page.keyboard.type("!")
    desk.page.wait_for_timeout(700)

    expect(text).to_have_text("One two three four! ")
    assert edited(desk) == "body"
    desk.page.keyboard.type("?")
    desk.page.keyboard.press("Escape")
    desk.saved()
    expect(reloaded(desk).block("[data-field=body]")).to_have_text("One two three four!?")


def delayed(desk: Desk, route: Route) -> None:
    desk.page.wait_for_timeout(300)
    route.continue_()


def test_three_texts_written_offline_are_saved_once_online(desk: Desk):
    add(desk, "Heading", "Text", "Quote")
    desk.page.context.set_offline(offline=True)

    for place, words in (
        ("h2", "No network"),
        ("[data-field=body]", "and yet"),
        ("[data-field=by]", "it writes"),
    ):
        desk.edit(place)
        desk.page.keyboard.press("Control+a")
        desk.page.keyboard.type(words)
    desk.page.keyboard.press("Escape")

    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "waiting")
    desk.page.context.set_offline(offline=False)
    desk.saved()
    page = reloaded(desk)
    assert page.block("main").inner_text().lower().split("\n\n")[:2] == ["no network", "and yet"]
    expect(page.block("[data-field=by]")).to_have_text("it writes")


def test_undo_first_reverts_typing_in_the_text_and_then_steps_of_the_page(desk: Desk):
    add(desk, "Heading", "Text")
    for place, words in (("h2", "Typed"), ("[data-field=body]", "typed words")):
        text = desk.edit(place)
        before = text.inner_text()
        desk.page.keyboard.press("Control+a")
        desk.page.keyboard.type(words)
        for _ in range(6):
            if text.inner_text() != before:
                desk.page.keyboard.press("Control+z")
        assert text.inner_text() == before
        assert edited(desk) != ""
        desk.page.keyboard.press("Escape")
        desk.saved()

    desk.edit("[data-field=body]")
    for _ in range(4):
        desk.press("Control+z")

    assert desk.order() in (["Heading"], [])
    assert edited(desk) == ""


def test_a_text_that_is_too_long_gets_an_error_and_stays(desk: Desk):
    add(desk, "Hero", "Divider")
    heading = desk.edit("h1")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.insert_text("long " * 60)

    note = desk.page.locator("#writing-note")
    expect(note).to_have_text("Heading is 300 characters long; the limit is 120.")
    desk.page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    desk.edit("h1")
    assert len(heading.inner_text()) > 200

    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("Short")
    desk.page.keyboard.press("Escape")
    desk.saved()
    expect(note).to_be_hidden()
    expect(reloaded(desk).block("h1")).to_have_text("Short")


def test_text_typed_in_the_inspector_shows_on_the_page_and_vice_versa(desk: Desk):
    add(desk, "Text")
    field = desk.page.locator("form[data-inspector] [data-name=body]")
    field.click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("From the panel")
    expect(desk.block("[data-field=body]")).to_have_text("From the panel")

    desk.edit("[data-field=body]")
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(", and from the page")

    expect(field).to_have_text("From the panel, and from the page")
    desk.page.keyboard.press("Escape")
    desk.saved()
    expect(reloaded(desk).block("[data-field=body]")).to_have_text("From the panel, and from the page")


def test_selecting_text_with_the_mouse_drags_no_block(desk: Desk):
    add(desk, "Text", "Divider")
    text = desk.edit("[data-field=body]")
    box = text.bounding_box()
    assert box is not None

    desk.page.mouse.move(box["x"] + 5, box["y"] + 10)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 200, box["y"] + 12, steps=6)
    desk.page.mouse.up()

    assert desk.canvas.evaluate("getSelection().toString().length") > 5
    assert desk.order() == ["Text", "Divider"]
    assert edited(desk) == "body"
