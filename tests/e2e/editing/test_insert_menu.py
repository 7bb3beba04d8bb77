"""The insert menu, opened with "/" or with the "+" between two blocks."""

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, open_new_page, sign_in
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


def add(desk: Desk, *components: str) -> None:
    for component in components:
        desk.entry(component).click()
        desk.saved()


def menu(desk: Desk) -> Locator:
    return desk.page.get_by_role("combobox", name="Search for something to add")


def options(desk: Desk) -> Locator:
    return desk.page.locator("#insert-menu-list [role=option]")


def edited(desk: Desk) -> str:
    return desk.page.evaluate("quillspace.editor.inPlace.session?.path || ''")


def test_a_block_added_with_slash_follows_the_selection_and_is_edited_at_once(desk: Desk):
    add(desk, "Hero", "Divider")
    desk.select("[data-block-type=Hero]")

    desk.page.keyboard.press("/")
    expect(menu(desk)).to_be_focused()
    desk.page.keyboard.type("quot")
    expect(options(desk)).to_have_count(1)
    desk.page.keyboard.press("Enter")
    expect(desk.block("[data-field=quote]")).to_have_attribute("data-editing", "richtext")
    desk.page.keyboard.type("All of it")
    desk.page.keyboard.press("Escape")
    desk.saved()

    assert desk.order() == ["Hero", "Quote", "Divider"]
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-field=quote]")).to_have_text("All of it")


def test_a_slash_in_a_text_opens_the_menu_on_an_empty_line_only(desk: Desk):
    add(desk, "Text")
    text = desk.edit("[data-field=body]")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("Either/or")
    expect(text).to_have_text("Either/or")
    desk.page.keyboard.press("Enter")

    desk.page.keyboard.press("/")
    expect(menu(desk)).to_be_focused()
    desk.page.keyboard.press("Escape")
    assert edited(desk) == "body"
    desk.page.keyboard.type("Again: /")
    expect(text).to_have_text(re.compile("Either/orAgain: /"))
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("head")
    desk.page.keyboard.press("Enter")

    expect(desk.block("h2")).to_have_attribute("contenteditable", "plaintext-only")
    desk.saved()
    assert desk.order() == ["Text", "Heading"]


def test_the_menu_works_by_keyboard_and_announces_the_number_of_options(desk: Desk):
    add(desk, "Heading")
    desk.page.keyboard.press("Escape")
    desk.select("h2")
    desk.page.keyboard.press("/")
    expect(menu(desk)).to_be_focused()
    first = menu(desk).get_attribute("aria-activedescendant")
    expect(options(desk).first).to_have_attribute("aria-selected", "true")
    expect(options(desk).first).to_contain_text("Text")

    desk.page.keyboard.press("ArrowDown")
    assert menu(desk).get_attribute("aria-activedescendant") != first
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("ArrowUp")
    expect(options(desk).last).to_have_attribute("aria-selected", "true")
    desk.page.keyboard.type("picture")
    expect(desk.page.locator("#announcer")).to_have_text(re.compile(r"^\d to choose from$"))
    desk.page.keyboard.type(" of nothing")
    expect(desk.page.locator("#announcer")).to_have_text(re.compile("^Nothing found"))
    expect(menu(desk)).to_have_attribute("aria-expanded", "false")

    desk.page.keyboard.press("Escape")
    expect(menu(desk)).to_be_hidden()
    assert desk.order() == ["Heading"]
    assert desk.page.evaluate("quillspace.canvas.focusedBlock").startswith("Heading")


def test_pointing_between_two_blocks_shows_a_plus(desk: Desk):
    add(desk, "Text", "Quote")
    above, below = (desk.block(f"[data-block-type={name}]").bounding_box() for name in ("Text", "Quote"))
    assert above is not None
    assert below is not None
    plus = desk.page.locator("#gap")
    expect(plus).to_be_hidden()

    desk.page.mouse.move(above["x"] + above["width"] - 40, (above["y"] + above["height"] + below["y"]) / 2)
    expect(plus).to_be_visible()
    plus.click()
    expect(menu(desk)).to_be_focused()
    options(desk).filter(has_text="Heading").first.click()
    expect(desk.block("h2")).to_have_attribute("contenteditable", "plaintext-only")
    desk.saved()

    assert desk.order() == ["Text", "Heading", "Quote"]


def test_the_plus_above_a_block_is_reachable_by_keyboard(desk: Desk):
    add(desk, "Quote")

    desk.page.locator("#toolbar button").last.focus()
    desk.page.keyboard.press("Tab")
    expect(desk.page.locator("#gap-before")).to_be_focused()
    expect(desk.page.locator("#gap-before")).to_have_css("opacity", "1")
    desk.page.keyboard.press("Enter")
    expect(menu(desk)).to_be_focused()
    desk.page.keyboard.type("divider")
    desk.page.keyboard.press("Enter")
    desk.saved()

    assert desk.order() == ["Divider", "Quote"]


def test_the_menu_offers_only_components_that_the_slot_allows(desk: Desk):
    add(desk, "Hero")
    hero = desk.block("[data-block-type=Hero]").get_attribute("data-block-id")
    desk.drag(desk.entry("Button"), desk.block(f"[data-slot='{hero}:actions']"))
    desk.select("[data-block-type=Hero]")
    desk.select("[data-block-type=Button]")

    desk.page.keyboard.press("/")
    expect(options(desk)).to_have_count(1)
    desk.page.keyboard.press("Enter")
    desk.saved()

    assert desk.order(f"{hero}:actions") == ["Button", "Button"]
    expect(desk.page.locator("#gap-after")).to_be_hidden()


def test_a_page_written_offline_is_saved_once_online(desk: Desk):
    add(desk, "Divider")
    desk.page.context.set_offline(offline=True)

    desk.page.keyboard.press("/")
    for component, words in (("heading", "A title"), ("text", "A beginning.")):
        expect(menu(desk)).to_be_focused()
        desk.page.keyboard.type(component)
        desk.page.keyboard.press("Enter")
        expect(desk.block("[data-editing]")).to_be_visible()
        desk.page.keyboard.type(words)
        desk.page.keyboard.press("Escape")
        desk.page.keyboard.press("/")
    desk.page.keyboard.press("Escape")
    desk.page.context.set_offline(offline=False)
    desk.saved()
    desk.page.reload()
    desk.wait()

    assert desk.order() == ["Divider", "Heading", "Text"]
    expect(desk.block("h2")).to_have_text("A title")
    expect(desk.block("[data-field=body]")).to_have_text("A beginning.")


def test_blocks_are_added_and_written_by_touch(running_quillspace: RunningQuillSpace, browser: Browser):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    desk = open_new_page(page, running_quillspace.url)
    desk.page.locator("[data-panel-button=add]:visible").tap()
    desk.entry("Heading").tap()
    desk.saved()
    desk.page.evaluate("quillspace.editor.panels.open('')")

    desk.canvas.locator("h2").tap()
    expect(desk.canvas.locator("h2")).to_have_attribute("contenteditable", "plaintext-only")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("By thumb")
    desk.page.keyboard.press("Escape")
    plus = desk.page.locator("#gap-after")
    expect(plus).to_be_visible()
    box = plus.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    plus.tap()
    options(desk).filter(has_text="Text").first.tap()
    expect(desk.block("[data-field=body]")).to_have_attribute("data-editing", "richtext")
    desk.page.keyboard.type("Words.")
    tools = desk.page.locator("#format")
    expect(tools).to_be_visible()
    assert min(tools.locator("button").first.bounding_box().values()) >= 0
    assert tools.locator("button").first.bounding_box()["height"] >= 44
    tools.locator("[data-format=quote]").tap()
    desk.saved()

    assert desk.order() == ["Heading", "Text"]
    expect(desk.block("blockquote p")).to_have_text("Words.")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
