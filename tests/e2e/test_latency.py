"""What a gesture does is on the screen before the server has answered; the answer then takes its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.browser

CHANGES = re.compile(r"/pages/[^/]+/(blocks|undos|redos)")


@dataclass
class HeldServer:
    """Holds every change back until it is let go."""

    page: Page
    is_open: bool = False
    held: list[Route] = field(default_factory=list)

    def hold(self) -> None:
        """From now on."""
        self.page.route(CHANGES, self._take)

    def _take(self, route: Route) -> None:
        if self.is_open or route.request.method == "GET":
            route.continue_()
        else:
            self.held.append(route)

    def release(self) -> None:
        """Let everything through, and what comes later."""
        self.is_open = True
        while self.held:
            self.held.pop(0).continue_()

    def refuse(self, status: int, words: str) -> None:
        """Answer what is held with a refusal, and let later ones through."""
        self.is_open = True
        while self.held:
            self.held.pop(0).fulfill(
                status=status, body=f"<p data-message>{words}</p>", content_type="text/html"
            )


@pytest.fixture
def server(desk: Desk) -> Iterator[HeldServer]:
    for component in ("Heading", "Quote", "Divider"):
        desk.entry(component).click()
        desk.saved()
    held = HeldServer(desk.page)
    held.hold()
    yield held
    held.release()


def shown(desk: Desk) -> str:
    """The page as it is painted, without what only marks the selection."""
    html = desk.canvas.locator("main").inner_html()
    return re.sub(r' (data-selected|tabindex|aria-label|role)="[^"]*"', "", html)


def assert_it_is_what_the_server_has(desk: Desk) -> None:
    painted = shown(desk)
    outline = desk.page.locator("#outline").inner_text()
    desk.page.reload()
    desk.wait()
    assert shown(desk) == painted
    assert desk.page.locator("#outline").inner_text() == outline


GESTURES: dict[str, tuple[Callable[[Desk], None], list[str]]] = {
    "move": (lambda desk: desk.page.keyboard.press("Alt+ArrowUp"), ["Heading", "Divider", "Quote"]),
    "delete": (lambda desk: desk.page.keyboard.press("Delete"), ["Heading", "Quote"]),
    "duplicate": (
        lambda desk: desk.page.keyboard.press("Control+d"),
        ["Heading", "Quote", "Divider", "Divider"],
    ),
    "insert": (lambda desk: desk.entry("Columns").click(), ["Heading", "Quote", "Divider", "Columns"]),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_gesture_is_painted_before_the_answer_and_is_what_the_server_made_of_it(
    desk: Desk, server: HeldServer, gesture: str
):
    act, expected = GESTURES[gesture]

    act(desk)

    desk.page.wait_for_timeout(250)
    assert desk.order() == expected
    assert len(server.held) == 1
    server.release()
    desk.saved()
    assert desk.order() == expected
    assert_it_is_what_the_server_has(desk)


def test_typing_is_painted_before_the_answer(desk: Desk, server: HeldServer):
    desk.select("[data-block-type=Heading]")

    desk.page.locator("form[data-inspector] [name=text]").fill("Before the answer")

    expect(desk.block("[data-block-type=Heading]")).to_have_text("Before the answer")
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saving")
    server.release()
    desk.saved()
    assert_it_is_what_the_server_has(desk)


def test_several_gestures_under_way_end_as_the_server_has_them(desk: Desk, server: HeldServer):
    desk.entry("Section").click()
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.page.keyboard.press("Control+d")
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.page.wait_for_timeout(250)
    painted = desk.order()

    server.release()
    desk.saved()

    assert painted.count("Section") == 2
    assert desk.order() == painted
    assert_it_is_what_the_server_has(desk)


def test_a_refusal_is_undone_on_the_page_and_said(desk: Desk, server: HeldServer):
    desk.page.keyboard.press("Delete")
    desk.page.wait_for_timeout(250)
    assert desk.order() == ["Heading", "Quote"]

    server.refuse(403, "This part can't be deleted.")

    expect(desk.page.locator("#notices")).to_contain_text("This part can't be deleted.")
    desk.block("[data-block-type=Divider]").wait_for(state="attached")
    assert desk.order() == ["Heading", "Quote", "Divider"]
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "failed")
    assert_it_is_what_the_server_has(desk)


def test_an_answer_does_not_change_what_was_selected_meanwhile(desk: Desk, server: HeldServer):
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.select("[data-block-type=Heading]")

    server.release()
    desk.saved()

    expect(desk.block("[data-block-type=Heading]")).to_have_attribute("data-selected", "")


def test_typing_goes_to_the_server_in_handfuls(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(request.url) if request.method == "PATCH" else None)
    field = desk.page.locator("form[data-inspector] [name=text]")
    field.fill("")

    field.press_sequentially("It is a truth universally acknowledged", delay=15)
    desk.saved()

    assert len(sent) <= 4
    assert_it_is_what_the_server_has(desk)
