"""What opens by key, for everyone: axe, targets large enough for a finger, and a focus that nothing covers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.axe import SCREENS, SMALL, SMALLEST, look
from tests.e2e.hands import Hands
from tests.e2e.test_editor_access import open_demo_page
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
def hands(
    request: pytest.FixtureRequest, running_quillspace: RunningQuillSpace, browser: Browser
) -> Iterator[Hands]:
    """Somebody at the keyboard in front of a page of the demo."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield Hands(open_demo_page(running_quillspace, context.new_page()))
    context.close()


def test_axe_finds_nothing_in_what_opens_by_key(hands: Hands):
    page = hands.page
    findings = {"page": look(hands.desk.canvas)}
    hands.press("ArrowDown")
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
    hands.hears("2 parts selected")
    findings["several"] = look(page.main_frame)
    findings["several, on the page"] = look(hands.desk.canvas)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#drop-line")).to_be_visible()
    findings["moving"] = look(page.main_frame)
    page.keyboard.press("Escape")

    assert {place: found for place, found in findings.items() if found} == {}


def test_targets_are_large_enough(hands: Hands):
    page = hands.page
    hands.press("ArrowDown")
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


def test_nothing_covers_the_focus(hands: Hands):
    covered = []
    hands.press("ArrowDown")
    for _ in range(90):
        hands.page.keyboard.press("Tab")
        covered.append(hands.page.evaluate(COVERED))

    assert {one for one in covered if one} == set()


def test_the_screen_is_no_wider_than_the_window_with_anything_open(hands: Hands):
    hands.press("ArrowDown")
    for keys, shown in (("Control+/", "#shortcuts"), ("Control+k", "#chooser"), ("Shift+F10", "[role=menu]")):
        hands.page.keyboard.press(keys)
        expect(hands.page.locator(shown)).to_be_visible()
        assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), keys
        hands.page.keyboard.press("Escape")
        expect(hands.page.locator(shown)).to_be_hidden()
