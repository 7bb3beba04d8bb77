"""Accessibility of dialogs opened by key: axe, target sizes, and a focused element that nothing covers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.axe import SCREENS, SMALL, SMALLEST, look
from tests.e2e.editing.test_editor_access import open_demo_page
from tests.e2e.keyboard_user import KeyboardUser
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


COVERED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at.nodeName === "IFRAME") return "";
  const box = at.getBoundingClientRect();
  const spots = [0.1, 0.5, 0.9];
  const points = spots.flatMap(x => spots.map(y => [box.left + box.width * x, box.top + box.height * y]));
  const isSeen = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || (at.closest("label") || at).contains(top));
  });
  return isSeen ? "" : at.outerHTML.slice(0, 120);
}"""


@pytest.fixture(
    params=[pytest.param(each.values, marks=each.marks) for each in SCREENS],
    ids=[f"{width}-{scheme}" for width, scheme in (each.values for each in SCREENS)],
)
def keyboard_user(
    request: pytest.FixtureRequest, running_quillspace: RunningQuillSpace, browser: Browser
) -> Iterator[KeyboardUser]:
    """A keyboard user with a page of the demo open."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield KeyboardUser(open_demo_page(running_quillspace, context.new_page()))
    context.close()


def test_axe_finds_nothing_in_dialogs_and_menus_opened_by_key(keyboard_user: KeyboardUser):
    page = keyboard_user.page
    findings = {"page": look(keyboard_user.desk.canvas)}
    keyboard_user.press("ArrowDown")
    for name, keys, shown in (
        ("shortcuts", "Control+/", "#shortcuts"),
        ("palette", "Control+k", "#chooser"),
        ("move to", "Control+Shift+m", "#chooser"),
        ("menu", "Shift+F10", "[role=menu]"),
    ):
        page.keyboard.press(keys)
        expect(page.locator(shown)).to_be_visible()
        findings[name] = look(page.main_frame)
        if shown == "#chooser":
            page.keyboard.type("zzz")
            findings[f"{name}, nothing found"] = look(page.main_frame)
        page.keyboard.press("Escape")
        expect(page.locator(shown)).to_be_hidden()
    page.keyboard.press("Shift+ArrowDown")
    keyboard_user.hears("2 parts selected")
    findings["several"] = look(page.main_frame)
    findings["several, on the page"] = look(keyboard_user.desk.canvas)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#drop-line")).to_be_visible()
    findings["moving"] = look(page.main_frame)
    page.keyboard.press("Escape")

    assert {place: found for place, found in findings.items() if found} == {}


def test_targets_are_large_enough(keyboard_user: KeyboardUser):
    page = keyboard_user.page
    keyboard_user.press("ArrowDown")
    small = {"as it opens": page.evaluate(SMALL, SMALLEST)}
    for panel in ("outline", "pages", "find", "add"):
        page.evaluate("name => quillspace.editor.panels.open(name)", panel)
        small[panel] = page.evaluate(SMALL, SMALLEST)
    for keys, shown in (("Control+/", "#shortcuts"), ("Control+k", "#chooser"), ("Shift+F10", "[role=menu]")):
        page.keyboard.press(keys)
        expect(page.locator(shown)).to_be_visible()
        small[keys] = page.evaluate(SMALL, SMALLEST)
        page.keyboard.press("Escape")
        expect(page.locator(shown)).to_be_hidden()

    assert {place: found for place, found in small.items() if found} == {}


def test_nothing_covers_the_focus(keyboard_user: KeyboardUser):
    covered = []
    keyboard_user.press("ArrowDown")
    for _ in range(90):
        keyboard_user.page.keyboard.press("Tab")
        covered.append(keyboard_user.page.evaluate(COVERED))

    assert {one for one in covered if one} == set()


def test_the_screen_is_no_wider_than_the_window_with_a_dialog_or_menu_open(keyboard_user: KeyboardUser):
    keyboard_user.press("ArrowDown")
    for keys, shown in (("Control+/", "#shortcuts"), ("Control+k", "#chooser"), ("Shift+F10", "[role=menu]")):
        keyboard_user.page.keyboard.press(keys)
        expect(keyboard_user.page.locator(shown)).to_be_visible()
        assert keyboard_user.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), keys
        keyboard_user.page.keyboard.press("Escape")
        expect(keyboard_user.page.locator(shown)).to_be_hidden()
