"""Building and publishing a site on a phone, by touch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, Playwright, expect

from tests.axe import SMALL, SMALLEST
from tests.e2e.desk import Desk
from tests.e2e.media.pictures import FIELD, WIDTH, picture
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser

PHONES = ("Pixel 7", "iPhone 14", "narrow")
HELD = 500


@dataclass
class Finger:
    """A finger on the touchscreen, whose touches go through the browser's own input pipeline."""

    page: Page
    touch: CDPSession

    def hold_and_drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Hold a block until it is picked up, drag it, and let go."""
        self._send("touchStart", start)
        self.page.wait_for_timeout(HELD)
        self._carry(start, end)
        self._send("touchEnd")

    def hold_with_two(
        self, one: tuple[float, float], other: tuple[float, float], *, first_alone: int
    ) -> None:
        """Hold with two fingers; the second touches `first_alone` milliseconds after the first."""
        self._send("touchStart", one)
        self.page.wait_for_timeout(first_alone)
        self._send("touchStart", one, other)
        self.page.wait_for_timeout(HELD)
        self._send("touchEnd")

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Move without holding first, as when scrolling."""
        self._send("touchStart", start)
        self._carry(start, end)
        self._send("touchEnd")

    def _carry(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        for step in range(1, 13):
            part = step / 12
            x, y = (a + (b - a) * part for a, b in zip(start, end, strict=True))
            self._send("touchMove", (x, y))
            self.page.wait_for_timeout(16)

    def _send(self, kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(at)]
        self.touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture(params=PHONES)
def phone(request: pytest.FixtureRequest, browser: Browser, playwright: Playwright) -> Iterator[Page]:
    known = dict(playwright.devices.get(request.param, {}))
    known.pop("default_browser_type", None)
    narrow = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**(known or narrow), reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_site_is_built_and_published_on_a_phone(running_quillspace: RunningQuillSpace, phone: Page):
    page = phone
    name = f"jane-{uuid4().hex[:6]}"
    sign_up(page, running_quillspace, name)
    make_site(page, name)
    desk = Desk(page)
    desk.wait()
    finger = Finger(page, page.context.new_cdp_session(page))
    before = desk.order()

    add(desk, "Divider")
    add(desk, "Quote")
    assert desk.order() == [*before, "Divider", "Quote"]
    page.locator("#toolbar [data-act=up]").tap()
    desk.saved()
    assert desk.order() == [*before, "Quote", "Divider"]

    quote = desk.block("[data-slot=root] > [data-block-type=Quote]").last
    divider = desk.block("[data-slot=root] > [data-block-type=Divider]").last
    divider.scroll_into_view_if_needed()
    finger.hold_and_drag(middle(divider), upper_edge(quote))
    desk.saved()
    assert desk.order() == [*before, "Divider", "Quote"]

    quote.tap()
    page.locator("[data-act=open-inspector]").tap()
    page.locator("form[data-inspector] [name=by]").fill("By thumb")
    desk.saved()
    page.locator("[data-close-inspector]").tap()
    expect(quote).to_contain_text("By thumb")
    upload_a_photo(desk)
    open_everything(desk)

    page.locator("[data-act=publish]:visible").tap()
    link = page.locator("#publication a[href*='localhost']").first
    link.wait_for(timeout=60_000)
    assert_nothing_is_too_small_or_too_wide(page)
    page.goto(link.get_attribute("href"))
    expect(page.locator("body")).to_contain_text("By thumb")
    image = page.locator("img[alt='My desk']")
    image.scroll_into_view_if_needed()
    assert image.evaluate(WIDTH) == 1600
    assert re.fullmatch(r"/_assets/[0-9a-f]{20}\.webp", image.get_attribute("src"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def upload_a_photo(desk: Desk) -> None:
    page = desk.page
    add(desk, "Image")
    page.locator("[data-act=open-inspector]").tap()
    page.locator(FIELD).wait_for()
    small = page.locator(f"{FIELD} :is(button, label.ed-button):visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.textContent.trim())"
    )
    assert small == []
    expect(page.locator(f"{FIELD} [capture]")).to_be_visible()
    page.set_input_files(f"{FIELD} [capture]", picture("image.jpg", width=4000, height=3000))
    desk.block("[data-block-type=Image] img").last.wait_for()
    page.fill("[name='image.alt']", "My desk")
    desk.saved()
    assert_nothing_is_too_small_or_too_wide(page)
    page.locator("[data-close-inspector]").tap()


def open_everything(desk: Desk) -> None:
    """Open sheets, dialogs and menus by touch, and check the sizes of targets and the width of the page."""
    page = desk.page
    assert_nothing_is_too_small_or_too_wide(page)
    for panel in ("add", "outline", "more"):
        page.locator(f".ed-bottom [data-panel-button={panel}]").tap()
        assert_nothing_is_too_small_or_too_wide(page)
        page.locator(f"[data-panel-part={panel}] [data-close-panel]").tap()
    for opener, opened in (
        ("#toolbar [data-act=part-menu]", "[role=menu]"),
        ("#gap-after", "#insert-menu-list"),
        ("[popovertarget=page-switcher]", "#page-switcher"),
        ("#toolbar [data-act=keep]", "#keep-section"),
    ):
        page.locator(opener).tap()
        expect(page.locator(opened)).to_be_visible()
        assert_nothing_is_too_small_or_too_wide(page)
        page.keyboard.press("Escape")
        expect(page.locator(opened)).to_be_hidden()


def test_a_finger_that_moves_without_holding_scrolls(running_quillspace: RunningQuillSpace, phone: Page):
    sign_in_demo(phone, running_quillspace)
    desk = Desk(phone)
    desk.wait()
    finger = Finger(phone, phone.context.new_cdp_session(phone))
    before = desk.order()
    width, height = phone.evaluate("[innerWidth, innerHeight]")

    finger.swipe((width / 2, height * 0.7), (width / 2, height * 0.3))
    phone.wait_for_timeout(400)

    assert desk.canvas.evaluate("scrollY") > 50
    assert desk.order() == before


@pytest.mark.parametrize("phone", ["Pixel 7"], indirect=True)
def test_a_second_finger_ends_dragging(running_quillspace: RunningQuillSpace, phone: Page):
    sign_in_demo(phone, running_quillspace)
    desk = Desk(phone)
    desk.wait()
    finger = Finger(phone, phone.context.new_cdp_session(phone))
    before = desk.order()
    width, height = phone.evaluate("[innerWidth, innerHeight]")
    one, other = (width / 2, height * 0.6), (width / 2, height * 0.4)

    for first_alone in (100, HELD, HELD):
        finger.hold_with_two(one, other, first_alone=first_alone)
    phone.wait_for_timeout(100)

    assert phone.locator(".ed-ghost").count() == 0
    assert not phone.evaluate("quillspace.drag.isUnderWay")
    assert desk.canvas.locator("html[data-dragging]").count() == 0
    assert desk.order() == before


def test_the_grip_drags_without_holding(running_quillspace: RunningQuillSpace, phone: Page):
    sign_in_demo(phone, running_quillspace)
    desk = Desk(phone)
    desk.wait()
    before = desk.order()
    add(desk, "Heading")
    add(desk, "Divider")
    order = desk.order()
    finger = Finger(phone, phone.context.new_cdp_session(phone))
    heading = desk.block("[data-slot=root] > [data-block-type=Heading]").last
    heading.scroll_into_view_if_needed()
    box = heading.bounding_box()

    finger.swipe(middle(phone.locator("[data-grip]")), (box["x"] + box["width"] / 2, box["y"] + 3))
    desk.saved()

    assert desk.order() == [*order[:-2], "Divider", "Heading"]
    phone.wait_for_timeout(HELD)
    for left in ([*order[:-2], "Heading", "Divider"], [*before, "Heading"], before):
        desk.page.locator(".ed-bottom [data-act=undo]").tap()
        desk.shows(left)
        desk.saved()


def sign_up(page: Page, running: RunningQuillSpace, name: str) -> None:
    page.goto(f"{running.url}/sign-up")
    page.fill("[name=name]", "Jane Thumb")
    page.fill("[name=email]", f"{name}@phone.test")
    page.fill("[name=password]", "a long walk to Meryton")
    page.locator("form [type=submit]").last.tap()
    page.wait_for_url("**/sites/new**")


def make_site(page: Page, name: str) -> None:
    page.locator("input[name=template][value=stanza]").check(force=True)
    page.fill("[name=subdomain]", name)
    page.locator("form:has([name=subdomain]) button[type=submit]").last.tap()
    page.wait_for_url("**/pages/*/edit")


def sign_in_demo(page: Page, running: RunningQuillSpace) -> None:
    page.goto(f"{running.url}/sign-in")
    page.fill("[name=email]", "author@demo.test")
    page.fill("[name=password]", "quillspace-demo")
    page.locator("form [type=submit]").last.tap()
    page.wait_for_url("**/sites**")
    page.goto(page.locator("a[href$='/edit']").first.evaluate("link => link.href"))


def add(desk: Desk, component: str) -> None:
    desk.page.locator(".ed-bottom [data-panel-button=add]").tap()
    desk.entry(component).tap()
    desk.saved()
    desk.page.locator("[data-panel-part=add] [data-close-panel]").tap()


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def upper_edge(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + 3


def assert_nothing_is_too_small_or_too_wide(page: Page) -> None:
    assert page.evaluate(SMALL, SMALLEST) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
