"""Accessibility of sections: axe on their screens, in light and dark mode, and use by touch."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests.axe import SCREENS, look
from tests.e2e.desk import Desk
from tests.e2e.editing.test_editor_access import open_demo_page
from tests.e2e.sections.section_actions import heading, own_section, save_section
from tests.running import RunningQuillSpace


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_in_sections(desk: Desk, width: int, scheme: str):
    desk.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    name = f"Shared {uuid4().hex[:6]}"
    findings = {"no sections yet": look(desk.page.main_frame)}
    heading(desk, "Words")
    findings["saving"] = with_dialog(desk, width)
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    save_section(desk, name, way="share")
    desk.page.set_viewport_size({"width": width, "height": 760})
    findings["listed"] = look(desk.page.main_frame)
    desk.page.evaluate("document.querySelector('.ed-desk').classList.add('shows-inspector')")
    findings["selected"] = look(desk.page.main_frame)
    settings = desk.page.locator("#inspector [data-section-settings]")
    settings.click()
    desk.page.locator("#section-dialog summary").click()
    findings["settings"] = look(desk.page.main_frame)
    assert fits(desk)
    desk.page.keyboard.press("Escape")
    desk.page.goto(desk.page.locator("#inspector [data-edit-section]").evaluate("link => link.href"))
    desk.wait()
    findings["a section's own editor"] = look(desk.page.main_frame)

    assert {place: found for place, found in findings.items() if found} == {}
    assert fits(desk)


def with_dialog(desk: Desk, width: int):
    desk.page.set_viewport_size({"width": width, "height": 760})
    desk.page.evaluate("quillspace.editor.act('keep')")
    desk.page.locator("#keep-section[open]").wait_for()
    found = look(desk.page.main_frame)
    assert fits(desk)
    desk.page.keyboard.press("Escape")
    return found


def fits(desk: Desk) -> bool:
    return bool(desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_section_is_shared_and_added_by_touch(running_quillspace: RunningQuillSpace, browser: Browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    desk = open_demo_page(running_quillspace, context.new_page())
    before = desk.order()
    name = f"Shared {uuid4().hex[:6]}"
    desk.page.locator("[data-panel-button=add]:visible").tap()
    desk.entry("Quote").first.tap()
    desk.saved()
    desk.page.locator("[data-close-panel]:visible").tap()

    desk.page.locator("#toolbar [data-act=keep]").tap()
    dialog = desk.page.locator("#keep-section")
    dialog.locator("[name=name]").fill(name)
    dialog.locator("[name=way][value=share]").tap()
    dialog.locator("[type=submit]").tap()
    desk.saved()
    assert desk.order() == [*before, "Shared"]
    desk.page.locator("[data-panel-button=add]:visible").tap()
    own_section(desk, name).tap()
    desk.saved()

    assert desk.order() == [*before, "Shared", "Shared"]
    desk.page.locator("[data-close-panel]:visible").tap()
    for _ in range(3):
        desk.page.locator(".ed-bottom [data-act=undo]").tap()
        desk.saved()
    desk.shows(before)
    context.close()
