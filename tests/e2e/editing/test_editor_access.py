"""Accessibility of the editor: axe with each panel open, and use on a phone."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.axe import SCREENS, look
from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, open_new_page, sign_in
from tests.running import RunningQuillSpace

WRITE = """() => {
  const { editor } = quillspace;
  editor.gestures.update(editor.selected, "heading", "In vain", { kind: "text", group: crypto.randomUUID() });
}"""


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_in_the_editor(
    running_quillspace: RunningQuillSpace, browser: Browser, width: int, scheme: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    desk = open_demo_page(running_quillspace, context.new_page())

    findings = {"as it opens": look(desk.page.main_frame), "canvas": look(desk.canvas)}
    desk.canvas.locator("h1").first.click()
    desk.page.locator("form[data-inspector]").wait_for(state="attached")
    findings["selected"] = look(desk.page.main_frame)
    for panel in ("outline", "pages", "find", "history", "check", "more", "add"):
        desk.page.evaluate("name => quillspace.editor.panels.open(name)", panel)
        findings[panel] = look(desk.page.main_frame)
    desk.page.evaluate("quillspace.editor.panels.open('')")
    desk.page.locator("[popovertarget=page-switcher]").click()
    findings["list of pages"] = look(desk.page.main_frame)
    desk.page.keyboard.press("Escape")
    desk.edit("[data-field=lead]")
    findings["writing"] = look(desk.page.main_frame)
    desk.page.keyboard.press("Control+k")
    findings["link picker"] = look_at(desk.page, "#link-picker-list")
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("/")
    findings["what to add"] = look_at(desk.page, "#insert-menu-list")
    desk.page.keyboard.press("Escape")
    desk.page.evaluate("quillspace.editor.act('shortcuts')")
    findings["shortcuts"] = look_at(desk.page, "#shortcuts")
    desk.page.keyboard.press("Escape")
    desk.page.evaluate("void quillspace.queue.onSignedOut()")
    findings["signed out"] = look_at(desk.page, "#signed-out")
    desk.page.keyboard.press("Escape")
    findings |= fail_to_save(desk)

    assert {place: found for place, found in findings.items() if found} == {}
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def look_at(page: Page, opened: str) -> list[tuple[str, str]]:
    """Return axe's findings once this element is visible."""
    page.locator(opened).wait_for()
    return look(page.main_frame)


def fail_to_save(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """Return axe's findings while the server is unreachable, and after it has rejected a change."""
    page, state = desk.page, desk.page.locator("[data-save-state]")
    refusals: list[str] = []

    def handle(route: Route) -> None:
        if refusals:
            route.fulfill(status=403, body=refusals[0])
        else:
            route.abort()

    page.route("**/blocks/*", handle)
    desk.canvas.locator("h1").first.click()
    page.evaluate(WRITE)
    expect(state).to_have_attribute("data-save-state", "waiting")
    findings = {"waiting": look(page.main_frame)}
    refusals.append("<p data-message>No.</p>")
    page.evaluate("quillspace.queue.retryNow()")
    expect(state).to_have_attribute("data-save-state", "failed")
    expect(page.locator("#notices")).to_contain_text("No. Not saved: the change to Opening.")
    return {**findings, "failed": look(page.main_frame)}


def test_blocks_are_added_edited_and_moved_on_a_phone(
    running_quillspace: RunningQuillSpace, browser: Browser
):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    desk = open_new_page(page, running_quillspace.url)
    for component in ("Hero", "Quote"):
        page.locator("[data-panel-button=add]:visible").tap()
        desk.entry(component).tap()
        desk.saved()
        page.locator("[data-close-panel]:visible").tap()
    before = desk.order()

    desk.block("[data-block-type=Hero] h1").tap()
    page.locator("form[data-inspector] [name=heading]").wait_for(state="attached")
    desk.page.locator("[data-panel-button=add]:visible").tap()
    desk.entry("Heading").tap()
    desk.saved()
    desk.page.locator("[data-close-panel]:visible").tap()
    desk.page.locator("#toolbar [data-act=up]").tap()
    desk.canvas.locator("[data-slot=root] > [data-block-type=Heading]:first-child").wait_for()
    desk.saved()
    desk.page.locator("[data-act=open-inspector]").tap()
    desk.page.locator("form[data-inspector] [name=text]").fill("By thumb")
    desk.saved()

    assert desk.order() == ["Heading", *before]
    assert "by thumb" in desk.canvas.locator("[data-selected]").inner_text().lower()
    desk.page.locator("[data-close-inspector]").tap()
    for _ in range(3):
        desk.page.locator(".ed-bottom [data-act=undo]").tap()
        desk.saved()
    desk.shows(before)
    context.close()


def open_demo_page(running: RunningQuillSpace, page: Page) -> Desk:
    sign_in(page, running.url, email="author@demo.test", password=PASSWORD)
    page.goto(page.locator("a[href$='/edit']").first.evaluate("link => link.href"))
    desk = Desk(page)
    desk.wait()
    return desk
