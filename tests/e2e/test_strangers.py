"""What comes between the editor and its server: a proxy, a server that fails at one thing, no network for a publish."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.desk import Desk
from tests.e2e.test_never_lost import CHANGES, stored, wait_for_state, write

pytestmark = pytest.mark.browser
PATCHES = re.compile(r"/pages/[^/]+/blocks/Heading")


def answer(status: int, words: str) -> Callable[[Route], None]:
    """Somebody else answers what would change the page."""

    def act(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=status, body=f"<p>{words}</p>", content_type="text/html")
        else:
            route.continue_()

    return act


def test_the_page_of_a_hotel_is_not_taken_for_an_acknowledgement(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.route(CHANGES, answer(200, "Welcome to our network"))

    write(desk, "text", "Written in the lobby")
    wait_for_state(desk, "waiting")

    assert stored(desk) == 1
    desk.page.context.unroute(CHANGES)
    desk.saved()
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written in the lobby")


def test_what_the_server_fails_at_waits_and_what_comes_after_it_does_not(desk: Desk):
    desk.page.clock.install()
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.route(PATCHES, answer(500, "Something went wrong"))

    write(desk, "text", "Too much for the server")
    wait_for_state(desk, "waiting")
    desk.page.evaluate("quillspace.editor.gestures.insert('Divider')")
    for _ in range(14):
        desk.page.clock.fast_forward("00:20")
        desk.page.wait_for_timeout(80)

    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "waiting")
    assert stored(desk) == 1
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Too much for the server")
    desk.page.context.unroute(PATCHES)
    desk.page.clock.fast_forward("00:30")
    desk.saved()
    assert desk.order() == ["Heading", "Divider"]


def test_publishing_without_network_holds_nothing_up(desk: Desk):
    for component in ("Heading", "Divider", "Quote"):
        desk.entry(component).click()
        desk.saved()
    desk.page.context.set_offline(True)
    write(desk, "by", "Anon")

    desk.page.evaluate("quillspace.editor.act('publish')")
    desk.page.evaluate("quillspace.editor.act('up')")

    expect(desk.page.locator("#notices")).to_contain_text("Then your site is published")
    expect(desk.block("[data-slot=root] > :nth-child(2)")).to_have_attribute("data-block-type", "Quote")
    desk.page.context.set_offline(False)
    expect(desk.page.locator("#publish-dialog")).to_be_visible(timeout=30_000)
