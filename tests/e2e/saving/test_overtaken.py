"""Late responses do not bring deleted blocks back."""

import pytest
from playwright.sync_api import Route

from tests.e2e.desk import Desk, intercept
from tests.e2e.saving.held_server import STANDING, HeldServer
from tests.e2e.saving.test_latency import assert_page_matches_server

pytestmark = pytest.mark.browser


def test_a_block_deleted_before_its_insertion_is_acknowledged_stays_deleted(desk: Desk, server: HeldServer):
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
    assert_page_matches_server(desk)


def test_a_cut_block_stays_deleted_when_late_changes_arrive(desk: Desk, server: HeldServer):
    divider = desk.block("[data-block-type=Divider]").get_attribute("data-block-id")
    held_fetches: list[Route] = []
    intercept(desk.page, "**/changes?*", lambda route: held_fetches.insert(0, route))
    desk.page.evaluate("id => { quillspace.editor.refresh([id]); }", divider)
    while not held_fetches:
        desk.page.wait_for_timeout(10)
    desk.page.keyboard.press("Control+x")
    desk.shows(["Heading", "Quote"])

    with desk.page.expect_response("**/changes?*"):
        held_fetches.pop().continue_()
    desk.page.wait_for_timeout(200)

    assert desk.order() == ["Heading", "Quote"]
    server.release()
    desk.saved()
    assert_page_matches_server(desk)
