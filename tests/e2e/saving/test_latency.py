"""Local echo: the effect of a gesture is painted before the server responds, and then replaced with the response."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Response, expect

from bench.content import document
from tests.e2e.desk import Desk, open_file
from tests.e2e.saving.held_server import HeldServer

pytestmark = pytest.mark.browser


def shown(desk: Desk) -> str:
    """Return the page's HTML as painted, without selection attributes."""
    html = desk.canvas.locator("main").inner_html()
    return re.sub(r' (data-selected|tabindex|aria-label|role)="[^"]*"', "", html)


def assert_page_matches_server(desk: Desk) -> None:
    painted = shown(desk)
    outline = desk.page.locator("#outline").inner_text()
    desk.page.reload()
    desk.wait()
    assert shown(desk) == painted
    assert desk.page.locator("#outline").inner_text() == outline


def copy_and_paste(desk: Desk) -> None:
    desk.page.keyboard.press("Control+c")
    desk.page.keyboard.press("Control+v")


GESTURES: dict[str, tuple[Callable[[Desk], None], list[str]]] = {
    "move": (lambda desk: desk.page.keyboard.press("Alt+ArrowUp"), ["Heading", "Divider", "Quote"]),
    "delete": (lambda desk: desk.page.keyboard.press("Delete"), ["Heading", "Quote"]),
    "duplicate": (
        lambda desk: desk.page.keyboard.press("Control+d"),
        ["Heading", "Quote", "Divider", "Divider"],
    ),
    "insert": (lambda desk: desk.entry("Columns").click(), ["Heading", "Quote", "Divider", "Columns"]),
    "cut": (lambda desk: desk.page.keyboard.press("Control+x"), ["Heading", "Quote"]),
    "paste": (copy_and_paste, ["Heading", "Quote", "Divider", "Divider"]),
}


def choose_another_level(desk: Desk) -> None:
    desk.select("[data-block-type=Heading]")
    desk.page.locator("form[data-inspector] [name=level][value=h3]").check(force=True)


LEVEL = "form[data-inspector] [name=level]:checked"
REFUSED = {**{name: act for name, (act, _) in GESTURES.items()}, "choice": choose_another_level}


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_gesture_is_painted_before_the_response_and_matches_it(
    desk: Desk, server: HeldServer, gesture: str
):
    act, expected = GESTURES[gesture]

    act(desk)

    desk.shows(expected)
    server.wait_for_a_change()
    assert len(server.changes) == 1
    server.release()
    desk.saved()
    assert desk.order() == expected
    assert_page_matches_server(desk)


def test_typing_is_painted_before_the_response(desk: Desk, server: HeldServer):
    desk.select("[data-block-type=Heading]")

    desk.page.locator("form[data-inspector] [name=text]").fill("Before the answer")

    expect(desk.block("[data-block-type=Heading]")).to_have_text("Before the answer")
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saving")
    server.release()
    desk.saved()
    assert_page_matches_server(desk)


def test_after_several_gestures_in_flight_the_page_matches_the_server(desk: Desk, server: HeldServer):
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
    assert_page_matches_server(desk)


@pytest.mark.parametrize("gesture", REFUSED)
def test_a_refused_gesture_is_undone_on_the_page_and_reported(desk: Desk, server: HeldServer, gesture: str):
    before, level = desk.order(), desk.block("[data-block-type=Heading]").evaluate("one => one.nodeName")
    REFUSED[gesture](desk)
    desk.shows(GESTURES.get(gesture, (None, before))[1])
    server.wait_for_a_change()

    server.refuse(403, "This can't be done.")

    expect(desk.page.locator("#notices")).to_contain_text("This can't be done.")
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "failed")
    desk.shows(before)
    if gesture == "choice":
        expect(desk.page.locator(LEVEL)).to_have_value(level.lower())
    assert_page_matches_server(desk)


def test_a_response_does_not_change_a_later_selection(desk: Desk, server: HeldServer):
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.select("[data-block-type=Heading]")

    server.release()
    desk.saved()

    expect(desk.block("[data-block-type=Heading]")).to_have_attribute("data-selected", "")


def test_typing_is_sent_in_batches(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(request.url) if request.method == "PATCH" else None)
    field = desk.page.locator("form[data-inspector] [name=text]")
    field.fill("")

    field.press_sequentially("It is a truth universally acknowledged", delay=15)
    desk.saved()

    assert len(sent) <= 4
    assert_page_matches_server(desk)


COUNT = """() => {
  window.changed = 0;
  const count = (nodes) => [...nodes].reduce((sum, node) => sum + 1 + (node.querySelectorAll?.("*").length || 0), 0);
  const note = (all) => all.forEach((one) => { changed += count(one.addedNodes) + count(one.removedNodes); });
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
}"""
HEADING = "[data-slot=root] > [data-block-type=Heading]"
ON_A_LONG_PAGE: dict[str, Callable[[Desk], None]] = {
    "type": lambda desk: desk.page.locator("form[data-inspector] [name=text]").press("x"),
    "insert": lambda desk: desk.entry("Heading").click(),
    "move": lambda desk: desk.page.keyboard.press("Alt+ArrowDown"),
    "delete": lambda desk: desk.page.keyboard.press("Delete"),
    "undo": lambda desk: desk.page.keyboard.press("Control+z"),
}


@dataclass(frozen=True)
class Cost:
    """The size in bytes of a gesture's request and response, and the number of nodes that it added or removed."""

    sent: int
    received: int
    nodes: int


def test_a_gesture_on_500_blocks_costs_about_as_much_as_on_20(desk: Desk):
    few, many = (costs(desk, number) for number in (20, 500))

    for gesture, cost in many.items():
        value = 200 if gesture == "type" else 0
        assert cost.sent <= 2048 + value, gesture
        assert cost.received <= 30_000, gesture
        assert cost.nodes <= few[gesture].nodes, gesture
        assert cost.sent <= 1.5 * few[gesture].sent, gesture
        assert cost.received <= 1.5 * few[gesture].received, gesture


def costs(desk: Desk, number: int) -> dict[str, Cost]:
    """Measure the cost of each gesture on a page of `number` blocks, nested up to six deep."""
    open_file(desk, document(number, depth=6))
    assert desk.canvas.locator("[data-slot=root] [data-block-id]").count() == number
    desk.canvas.evaluate(COUNT)
    desk.canvas.locator(HEADING).first.click(position={"x": 4, "y": 4})
    desk.page.locator("form[data-inspector]").wait_for()
    return {name: cost(desk, act) for name, act in ON_A_LONG_PAGE.items()}


def cost(desk: Desk, act: Callable[[Desk], None]) -> Cost:
    """Measure the cost of one gesture."""
    desk.canvas.evaluate("window.changed = 0")
    with desk.page.expect_response(is_of_a_change) as response:
        act(desk)
    desk.saved()
    return Cost(
        sent=len(response.value.request.post_data or ""),
        received=len(response.value.body()),
        nodes=desk.canvas.evaluate("window.changed"),
    )


def is_of_a_change(response: Response) -> bool:
    """True if the response is to a request that changes the page."""
    return response.request.method != "GET" and "/presence/" not in response.url and "/pages/" in response.url
