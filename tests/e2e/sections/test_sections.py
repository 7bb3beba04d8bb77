"""Sections in the editor: saving, sharing, editing once, publishing, detaching and undoing."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk, intercept
from tests.e2e.sections.section_actions import heading, open_settings, own_section, save_section
from tests.running import RunningQuillSpace

SELECTED = "[data-selected]"
COLOUR = """() => {
  const { editor } = quillspace;
  editor.gestures.update(editor.selected, "background", "#27458f", { group: crypto.randomUUID() });
}"""


@pytest.fixture
def url(running_quillspace: RunningQuillSpace) -> str:
    return running_quillspace.url


@pytest.fixture
def other(desk: Desk, url: str) -> str:
    """The id of a second, empty page in the same site."""
    site = desk.page.locator("body").get_attribute("data-site")
    token = desk.page.locator("meta[name=csrf-token]").get_attribute("content")
    desk.page.request.post(
        f"{url}/sites/{site}/pages",
        form={"csrf_token": token, "title": f"Other {uuid4().hex[:8]}"},
        headers={"Origin": url},
        max_redirects=0,
    )
    listed = desk.page.request.get(f"{url}/sites/{site}/pages").text()
    return re.findall(r'data-edit-page="([^"]+)"', listed)[-1]


def open_page(desk: Desk, url: str, page_id: str) -> None:
    desk.page.goto(f"{url}/pages/{page_id}/edit")
    desk.wait()


def add_own(desk: Desk, name: str) -> None:
    own_section(desk, name).click()
    desk.saved()


def test_a_saved_section_is_added_to_another_page_as_a_copy(desk: Desk, other: str, url: str):
    name, words = f"Saved {uuid4().hex[:6]}", f"Kept {uuid4().hex[:6]}"
    heading(desk, words)
    save_section(desk, name)

    open_page(desk, url, other)
    add_own(desk, name)

    assert desk.order() == ["Heading"]
    expect(desk.block("h2")).to_have_text(words)
    desk.page.locator('[name="text"]').fill("Changed here alone")
    desk.saved()
    add_own(desk, name)
    assert desk.block("h2").all_text_contents() == ["Changed here alone", words]


def test_an_added_section_has_its_colours_at_once_even_after_a_rejected_change(desk: Desk):
    name, colour = f"Saved {uuid4().hex[:6]}", "rgb(39, 69, 143)"
    desk.entry("Section").click()
    desk.saved()
    desk.page.evaluate(COLOUR)
    desk.saved()
    save_section(desk, name)
    desk.press("Delete")
    desk.page.reload()
    desk.wait()
    desk.entry("Divider").click()
    desk.saved()
    intercept(
        desk.page,
        "**/blocks/*",
        lambda route: route.fulfill(status=403, body="<p data-message>No.</p>"),
    )
    desk.page.keyboard.press("Delete")
    expect(desk.page.locator("#notices")).to_contain_text("No.")
    expect(desk.block("[data-block-type=Divider]")).to_have_count(1)
    desk.page.route("**/blocks", lambda route: route.abort())

    own_section(desk, name).click()

    expect(desk.block("[data-block-type=Section]")).to_have_css("background-color", colour)
    desk.page.unroute_all()
    desk.saved()
    assert desk.order() == ["Divider", "Section"]


def test_a_saved_section_is_dragged_onto_the_page(desk: Desk):
    name = f"Saved {uuid4().hex[:6]}"
    heading(desk, "First")
    save_section(desk, name)
    desk.entry("Quote").first.click()
    desk.saved()

    desk.drag(own_section(desk, name), desk.block("[data-block-type=Quote]"), at=0.95)

    assert desk.order() == ["Heading", "Quote", "Heading"]


def test_a_footer_is_shared_edited_once_and_published_on_both_pages(desk: Desk, other: str, url: str):
    name, words = f"Footer {uuid4().hex[:6]}", f"The end {uuid4().hex[:6]}"
    first = desk.page.locator("body").get_attribute("data-page")
    desk.entry("Footer").click()
    desk.saved()
    save_section(desk, name, way="share")
    assert desk.order() == ["Shared"]
    expect(desk.page.locator("[data-toolbar-name]")).to_have_text(f"Shared: {name}")
    open_page(desk, url, other)
    add_own(desk, name)

    desk.page.locator("#toolbar [data-act=edit-shared]").click()
    desk.page.wait_for_url("**/edit?from=**")
    desk.wait()
    expect(desk.page.locator(".ed-section-bar h1")).to_have_text(f"Shared section: {name}")
    expect(desk.page.locator(".ed-section-bar")).to_contain_text("Used on 2 pages")
    desk.select("footer")
    desk.page.locator('[name="small"]').fill(words)
    desk.saved()
    site = publish(desk)

    for page_id in (first, other):
        open_page(desk, url, page_id)
        expect(desk.block("footer.c-footer")).to_contain_text(words)
    slugs = [path_of(desk, page_id) for page_id in (first, other)]
    for slug in slugs:
        desk.page.goto(site + slug)
        expect(desk.page.locator("footer.c-footer")).to_contain_text(words)


def path_of(desk: Desk, page_id: str) -> str:
    return desk.page.locator(f'.ed-pages [data-edit-page="{page_id}"] small').text_content() or ""


def publish(desk: Desk) -> str:
    """Publish the site and return its URL."""
    desk.page.locator("[data-act=publish]").click()
    live = desk.page.locator("#publication a[href^=http]").first
    live.wait_for(timeout=30_000)
    address = live.get_attribute("href") or ""
    desk.page.locator("#publish-dialog [data-close]").click()
    return address.rstrip("/")


def test_sharing_is_undone_redone_and_detached(desk: Desk):
    name, words = f"Shared {uuid4().hex[:6]}", f"Words {uuid4().hex[:6]}"
    heading(desk, words)
    save_section(desk, name, way="share")
    assert desk.order() == ["Shared"]

    desk.canvas.locator(SELECTED).focus()
    desk.press("Control+z")
    assert desk.order() == ["Heading"]
    desk.press("Control+Shift+Z")
    assert desk.order() == ["Shared"]
    desk.select("[data-block-type=Shared]")
    desk.page.locator(".ed-shared [data-act=detach]").click()
    desk.saved()

    assert desk.order() == ["Heading"]
    expect(desk.block("h2")).to_have_text(words)
    expect(desk.page.locator('[name="text"]')).to_have_value(words)


def test_blocks_inside_a_shared_section_cannot_be_selected_on_the_page(desk: Desk):
    desk.entry("Section").click()
    desk.saved()
    desk.page.locator("[data-add-into]").click()
    desk.entry("Heading").click()
    desk.saved()
    desk.select("[data-block-type=Section]")
    save_section(desk, f"Shared {uuid4().hex[:6]}", way="share")

    desk.block("section h2").click()

    expect(desk.canvas.locator(SELECTED)).to_have_attribute("data-block-type", "Shared")
    assert desk.canvas.locator("section [data-block-id]").count() == 0


def test_a_shared_header_is_on_every_page_except_one_that_omits_it(desk: Desk, other: str, url: str):
    name = f"Top {uuid4().hex[:6]}"
    desk.entry("Header").click()
    desk.saved()
    save_section(desk, name, way="share", everywhere=True)
    open_page(desk, url, other)
    expect(desk.block("[data-block-part=header]")).to_be_visible()
    assert desk.block(".site-header").count() == 0

    heading(desk, "Below the header")
    desk.block("[data-block-part=header]").click(position={"x": 4, "y": 4})
    desk.page.locator("#inspector [name=is_shown]").uncheck()
    desk.saved()
    expect(desk.block("[data-block-part=header]")).to_have_count(0)
    desk.canvas.locator("body").press("Control+z")
    desk.saved()
    expect(desk.block("[data-block-part=header]")).to_be_visible()
    desk.entry("Quote").first.click()
    desk.saved()
    assert (
        desk.canvas.evaluate("document.querySelector('[data-slot=root]').firstElementChild.dataset.blockPart")
        == "header"
    )
    remove_from_all_pages(desk, name)


def remove_from_all_pages(desk: Desk, name: str) -> None:
    """Remove the section from all pages, because other tests expect the demo's own header."""
    open_settings(desk, name)
    desk.page.locator("#section-dialog [name=part]").select_option("")
    desk.saved()
    expect(desk.block("[data-block-part]")).to_have_count(0)
    desk.page.keyboard.press("Escape")


def test_a_section_is_renamed_deleted_and_restored(desk: Desk):
    name, better = f"Saved {uuid4().hex[:6]}", f"Better {uuid4().hex[:6]}"
    heading(desk, "Words")
    save_section(desk, name)
    open_settings(desk, name)
    field = desk.page.locator("#section-dialog [name=name]")
    field.fill(better)
    field.press("Enter")
    expect(own_section(desk, better)).to_be_visible()

    desk.page.locator("#section-dialog [data-section-delete]").click()
    expect(own_section(desk, better)).to_have_count(0)
    desk.page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(own_section(desk, better)).to_be_visible()


def test_a_section_in_use_is_not_deleted_and_its_uses_are_named(desk: Desk):
    name = f"Shared {uuid4().hex[:6]}"
    heading(desk, "Words")
    save_section(desk, name, way="share")
    open_settings(desk, name)

    desk.page.locator("#section-dialog [data-section-delete]").click()

    expect(desk.page.locator("#section-dialog [role=alert]")).to_contain_text("is used on “Page")


def test_a_section_requires_a_name(desk: Desk):
    heading(desk, "Words")
    desk.page.locator("#toolbar [data-act=keep]").click()
    dialog = desk.page.locator("#keep-section")
    expect(dialog.locator("[name=name]")).to_have_value("Words")
    dialog.locator("[name=name]").fill("  ")
    dialog.locator("[type=submit]").click()

    expect(dialog.locator("[role=alert]")).to_have_text("Please give it a name.")


def test_the_palettes_search_finds_own_sections(desk: Desk):
    name = f"Zebra {uuid4().hex[:6]}"
    heading(desk, "Words")
    save_section(desk, name)

    desk.page.locator("#palette-search").fill(name.lower())

    expect(own_section(desk, name)).to_be_visible()
    expect(desk.entry("Hero")).to_be_hidden()
