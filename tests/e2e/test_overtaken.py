"""Late responses about blocks deleted meanwhile: what an author deleted stays deleted."""

import pytest
from playwright.sync_api import Route

from tests.e2e.desk import Desk, intercept
from tests.e2e.held_server import STANDING, HeldServer
from tests.e2e.test_latency import assert_it_is_what_the_server_has

pytestmark = pytest.mark.browser


def test_what_was_deleted_before_its_addition_was_answered_does_not_come_back(desk: Desk, server: HeldServer):
    desk.entry("Columns").click()
    desk.shows([*STANDING, "Columns"])
    server.wait_for_a_change()
    desk.page.keyboard.press("Delete")
    desk.shows(STANDING)

    addition = server.held.pop()
    with desk.page.expect_response(addition.request.url):
        addition.continue_()
    server.wait_for_a_change()

    assert desk.order() == STANDING
    server.release()
    desk.saved()
    assert desk.order() == STANDING
    assert_it_is_what_the_server_has(desk)


def test_a_cut_block_does_not_come_back_with_late_changes(desk: Desk, server: HeldServer):
    divider = desk.block("[data-block-type=Divider]").get_attribute("data-block-id")
    news: list[Route] = []
    intercept(desk.page, "**/changes?*", lambda route: news.insert(0, route))
    desk.page.evaluate("id => { quillspace.editor.refresh([id]); }", divider)
    while not news:
        desk.page.wait_for_timeout(10)
    desk.page.keyboard.press("Control+x")
    desk.shows(["Heading", "Quote"])

    with desk.page.expect_response("**/changes?*"):
        news.pop().continue_()
    desk.page.wait_for_timeout(200)

    assert desk.order() == ["Heading", "Quote"]
    server.release()
    desk.saved()
    assert_it_is_what_the_server_has(desk)
