"""Formatting text in place with buttons, keys and Markdown."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import Desk
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


@pytest.fixture
def text(desk: Desk) -> Desk:
    """A page with the text “The sea”, whose last word is selected."""
    for component in ("Text", "Divider"):
        desk.entry(component).click()
        desk.saved()
    desk.edit("[data-field=body]")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("The sea")
    desk.page.keyboard.press("Shift+Control+ArrowLeft")
    return desk


def stored_text(desk: Desk) -> str:
    """Stop editing the text, and return its HTML as stored on the server."""
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")
    desk.saved()
    return desk.stored("[data-field=body]")


def button(desk: Desk, name: str) -> Locator:
    return desk.page.locator(f"#format [data-format={name}]")


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("bold", "<p>The <strong>sea</strong></p>"),
        ("italic", "<p>The <em>sea</em></p>"),
        ("h2", "<h2>The sea</h2>"),
        ("h3", "<h3>The sea</h3>"),
        ("h4", "<h4>The sea</h4>"),
        ("ul", "<ul><li>The sea</li></ul>"),
        ("ol", "<ol><li>The sea</li></ol>"),
        ("quote", "<blockquote><p>The sea</p></blockquote>"),
    ],
)
def test_a_format_button_toggles_and_announces_its_state(text: Desk, name: str, html: str):
    pressed = button(text, name)
    expect(pressed).to_have_attribute("aria-pressed", "false")

    pressed.click()

    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(text.page.locator("#announcer")).to_have_text(re.compile(" on$"))
    pressed.click()
    expect(pressed).to_have_attribute("aria-pressed", "false")
    pressed.click()
    assert stored_text(text) == html


def test_keyboard_shortcuts_format_the_selection(text: Desk):
    text.page.keyboard.press("Control+b")
    text.page.keyboard.press("Control+i")
    expect(button(text, "bold")).to_have_attribute("aria-pressed", "true")
    expect(button(text, "italic")).to_have_attribute("aria-pressed", "true")

    assert stored_text(text) == "<p>The <strong><em>sea</em></strong></p>"


def test_the_format_buttons_are_reached_and_left_by_key(text: Desk):
    text.page.keyboard.press("Alt+F10")
    expect(button(text, "bold")).to_be_focused()
    text.page.keyboard.press("ArrowRight")
    expect(button(text, "italic")).to_be_focused()
    text.page.keyboard.press("End")
    expect(button(text, "quote")).to_be_focused()
    text.page.keyboard.press("ArrowRight")
    expect(button(text, "bold")).to_be_focused()

    text.page.keyboard.press("Enter")
    expect(button(text, "bold")).to_have_attribute("aria-pressed", "true")
    text.page.keyboard.press("Alt+F10")
    text.page.keyboard.press("Escape")
    text.page.keyboard.press("End")
    text.page.keyboard.type("side")

    assert stored_text(text) == "<p>The <strong>seaside</strong></p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("## The sea", "<h2>The sea</h2>"),
        ("### The sea", "<h3>The sea</h3>"),
        ("- The sea", "<ul><li>The sea</li></ul>"),
        ("1. The sea", "<ol><li>The sea</li></ol>"),
        ("> The sea", "<blockquote><p>The sea</p></blockquote>"),
        ("1900 was a year", "<p>1900 was a year</p>"),
    ],
)
def test_markdown_at_the_start_of_a_line_formats_it(text: Desk, typed: str, html: str):
    text.page.keyboard.press("Control+a")
    text.page.keyboard.press("Delete")

    text.page.keyboard.type(typed)

    assert stored_text(text) == html


def test_enter_starts_a_new_paragraph_and_shift_enter_a_new_line(text: Desk):
    text.page.keyboard.press("End")
    text.page.keyboard.press("Enter")
    text.page.keyboard.type("One")
    text.page.keyboard.press("Shift+Enter")
    text.page.keyboard.type("two")

    assert stored_text(text) == "<p>The sea</p><p>One<br>two</p>"


def test_enter_in_verse_starts_a_new_line_or_on_an_empty_line_a_new_stanza(text: Desk):
    text.page.locator("form[data-inspector]").get_by_text("Verse", exact=True).click()
    text.saved()
    text.edit("[data-field=body]")
    text.page.keyboard.press("Control+End")

    for key in ("Enter", "x", "Enter", "Enter", "y"):
        text.page.keyboard.press(key)

    expect(text.block("[data-field=body]")).not_to_have_attribute("data-editing", "")
    text.page.keyboard.press("Escape")
    text.saved()
    field = text.page.locator("form[data-inspector] [data-name=body]")
    assert field.inner_html() == "<p>The sea<br>x</p><p>y</p>"
    assert text.block("[data-field=body] p").count() == 2


def test_list_items_are_indented_and_outdented(text: Desk):
    button(text, "ul").click()
    text.page.keyboard.press("End")
    text.page.keyboard.press("Enter")
    text.page.keyboard.type("the shore")
    text.page.keyboard.press("Home")
    text.page.keyboard.press("Tab")

    assert stored_text(text) == "<ul><li>The sea<ul><li>the shore</li></ul></li></ul>"
    text.edit("[data-field=body]")
    text.canvas.locator("li li").click()
    text.page.keyboard.press("End")
    text.page.keyboard.press("Enter")
    text.page.keyboard.press("Enter")
    text.page.keyboard.type("the sand")
    assert stored_text(text) == "<ul><li>The sea<ul><li>the shore</li></ul></li><li>the sand</li></ul>"


def test_a_link_to_a_url_is_added_and_removed(text: Desk):
    text.page.keyboard.press("Control+k")
    search = text.page.get_by_role("combobox", name="Search your pages")
    expect(search).to_be_focused()
    search.fill("example.com/sea")
    text.page.keyboard.press("Enter")
    expect(button(text, "link")).to_have_attribute("aria-pressed", "true")
    assert stored_text(text) == '<p>The <a href="https://example.com/sea" rel="noopener">sea</a></p>'

    text.edit("[data-field=body]")
    text.page.keyboard.press("End")
    text.page.keyboard.press("ArrowLeft")
    text.page.keyboard.press("Control+k")
    expect(search).to_have_value("https://example.com/sea")
    text.page.get_by_role("option", name="Remove the link").click()
    assert stored_text(text) == "<p>The sea</p>"


def test_a_link_to_a_page_still_works_after_the_page_has_moved(
    running_quillspace: RunningQuillSpace, text: Desk
):
    text.page.keyboard.press("Control+k")
    expect(text.page.get_by_role("combobox", name="Search your pages")).to_be_focused()
    text.page.keyboard.type("persu")
    expect(text.page.locator("#link-picker-list [role=option]")).to_have_text(["Persuasion"])
    text.page.keyboard.press("Enter")
    text.page.keyboard.press("Escape")
    text.saved()
    link = text.block("[data-field=body] a")
    expect(link).to_have_attribute("data-page", re.compile("-"))
    page_id, before = link.get_attribute("data-page"), link.get_attribute("href")

    rename(text.page, running_quillspace.url, page_id, "read-persuasion")
    text.page.locator("[data-act=publish]").click()
    expect(text.page.locator("#publication")).to_contain_text("Live at", timeout=40_000)
    slug = text.page.title().split(" · ")[0].lower().replace(" ", "-")
    rename(text.page, running_quillspace.url, page_id, before.removeprefix("/"))
    published = text.page.context.new_page()
    published.goto(f"{running_quillspace.site_url('jane-austen')}/{slug}")

    assert "read-persuasion" not in before
    assert '<a href="/read-persuasion" rel="noopener">sea</a>' in published.content()
    assert "data-page" not in published.content()


def rename(page: Page, url: str, page_id: str, slug: str) -> None:
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    response = page.request.post(
        f"{url}/pages/{page_id}/details",
        form={"slug": slug, "title": "Persuasion", "csrf_token": token},
        headers={"Origin": url},
        max_redirects=0,
    )
    assert response.status in {200, 303}, response.text()


def test_the_inspector_formats_in_the_same_way(text: Desk):
    field = text.page.locator("form[data-inspector] [data-name=body]")
    field.click()
    text.page.keyboard.press("Control+a")
    tools = text.page.locator("form[data-inspector] [data-rich=body]")
    tools.locator("[data-format=italic]").click()
    expect(tools.locator("[data-format=italic]")).to_have_attribute("aria-pressed", "true")
    text.page.keyboard.press("Control+b")
    text.saved()

    expect(text.block("[data-field=body] :is(b, strong)")).to_have_text("The sea")
    assert text.stored("[data-field=body]") in {
        "<p><strong><em>The sea</em></strong></p>",
        "<p><em><strong>The sea</strong></em></p>",
    }
