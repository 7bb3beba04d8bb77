"""Failures between the editor and the server: a captive portal, a server error for one request, or no network."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.axe import look_in_each_light
from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, sign_in
from tests.e2e.saving.test_never_lost import CHANGES, pending_count, wait_for_state, write
from tests.running import RunningQuillSpace

pytestmark = [pytest.mark.browser, pytest.mark.own_context]
PATCHES = re.compile(r"/pages/[^/]+/blocks/Heading")


def respond_to_changes(status: int, text: str) -> Callable[[Route], None]:
    """Return a handler that responds with this status and text to requests that change a block."""

    def act(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=status, body=f"<p>{text}</p>", content_type="text/html")
        else:
            route.continue_()

    return act


def test_a_captive_portal_page_is_not_taken_for_an_acknowledgement(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.route(CHANGES, respond_to_changes(200, "Welcome to our network"))

    write(desk, "text", "Written in the lobby")
    wait_for_state(desk, "waiting")

    assert pending_count(desk) == 1
    desk.page.context.unroute(CHANGES)
    desk.saved()
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written in the lobby")


def test_a_change_that_fails_on_the_server_waits_without_blocking_later_ones(desk: Desk):
    desk.page.clock.install()
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.route(PATCHES, respond_to_changes(500, "Something went wrong"))

    write(desk, "text", "Too much for the server")
    wait_for_state(desk, "waiting")
    desk.page.evaluate("quillspace.editor.gestures.insert('Divider')")
    for _ in range(14):
        desk.page.clock.fast_forward("00:20")
        desk.page.wait_for_timeout(80)

    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "waiting")
    assert pending_count(desk) == 1
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Too much for the server")
    desk.page.context.unroute(PATCHES)
    desk.page.clock.fast_forward("00:30")
    desk.saved()
    assert desk.order() == ["Heading", "Divider"]


def test_dependent_changes_keep_their_order_while_the_server_fails(desk: Desk):
    page = desk.page
    page.clock.install()
    desk.entry("Heading").click()
    desk.saved()
    heading = page.evaluate("quillspace.editor.selected")
    faults = ["responses about the heading are lost, and quotes fail"]
    page.context.route(CHANGES, lambda route: lose_responses(route) if faults else route.continue_())
    burst = str(uuid4())

    update(desk, heading, "text", "One", burst)
    quote = page.evaluate("quillspace.editor.gestures.insert('Quote')")
    update(desk, quote, "by", "Mine")
    page.evaluate("quillspace.editor.gestures.insert('Divider', {slot: 'root', after: ''})")
    for _ in range(200):
        if pending_count(desk) == 3:
            break
        page.clock.fast_forward("00:20")
        page.wait_for_timeout(40)
    update(desk, heading, "text", "One two", burst)
    update(desk, heading, "text", "One two three")
    page.clock.fast_forward("00:20")
    page.wait_for_timeout(40)

    assert pending_count(desk) == 5
    faults.clear()
    page.clock.fast_forward("00:30")
    desk.saved()
    page.reload()
    desk.wait()
    assert desk.order() == ["Divider", "Heading", "Quote"]
    expect(desk.block("[data-block-type=Heading]")).to_have_text("One two three")
    expect(desk.block("[data-field=by]")).to_have_text("Mine")


def update(desk: Desk, block: str, path: str, text: str, burst: str = "") -> None:
    """Queue a text change, as typing does; changes with the same `burst` form one burst."""
    desk.page.evaluate(
        "([id, path, value, group]) => quillspace.editor.gestures.update(id, path, value, {group, kind: 'text'})",
        [block, path, text, burst or str(uuid4())],
    )


def lose_responses(route: Route) -> None:
    """Apply changes to the heading but respond with an error, and reject new quotes."""
    request = route.request
    if request.method == "PATCH" and "/Heading" in request.url:
        route.fetch()
        route.fulfill(status=500, body="")
    elif "component=Quote" in (request.post_data or ""):
        route.fulfill(status=500, body="")
    else:
        route.continue_()


def test_a_rejection_among_other_changes_is_reported_and_the_blocks_are_reloaded(
    desk: Desk,
):
    for component in ("Heading", "Quote"):
        desk.entry(component).click()
        desk.saved()
    desk.page.context.set_offline(True)
    desk.select("[data-block-type=Quote]")
    write(desk, "by", "Anon")
    desk.page.context.route(CHANGES, respond_to_changes(403, "You may only read"))
    # At first, the current page can't be loaded either.
    desk.page.context.route("**/canvas", lambda route: route.abort(), times=2)
    for _ in range(2):
        desk.page.evaluate("quillspace.editor.gestures.insert('Divider')")

    desk.page.context.set_offline(False)

    wait_for_state(desk, "failed")
    assert desk.order() == ["Heading", "Quote", "Divider", "Divider"]
    author = desk.block("[data-field=by]")
    expect(author).to_have_text("Who said it", timeout=10_000)
    desk.page.context.route("**/changes?*", lambda route: route.abort(), times=2)
    author.evaluate("author => { author.textContent = 'An old look'; }")
    quote = desk.block("[data-block-type=Quote]").get_attribute("data-block-id")
    desk.page.evaluate("id => { quillspace.editor.refresh([id]); }", quote)
    expect(author).to_have_text("Who said it", timeout=10_000)
    expect(desk.page.locator("#notices")).to_contain_text("You may only read Not saved: the change to Quote.")


def test_a_failed_request_to_publish_is_reported_and_can_be_retried(desk: Desk):
    page = desk.page
    dialog = page.locator("#publication")
    page.locator("[data-act=publish]").first.click()
    expect(dialog).to_contain_text("Live at", timeout=30_000)
    page.keyboard.press("Escape")
    page.context.set_offline(True)

    page.locator("[data-act=publish]").first.click()

    expect(dialog).to_contain_text("We can’t reach the server, so nothing was published.")
    expect(dialog).not_to_contain_text("Live at")
    assert look_in_each_light(page, 1440, 360) == []
    page.context.set_offline(False)
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog).to_contain_text("Live at", timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator("#publish-dialog")).to_be_hidden()


def test_publishing_while_signed_out_is_reported_and_can_be_retried(
    desk: Desk, running_quillspace: RunningQuillSpace
):
    page = desk.page
    dialog = page.locator("#publication")
    page.context.clear_cookies()

    page.locator("[data-act=publish]").first.click()

    expect(dialog).to_contain_text("You’ve been signed out.")
    other = page.context.new_page()
    sign_in(other, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    other.close()
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog).to_contain_text("Live at", timeout=30_000)


def test_publishing_offline_does_not_block_later_changes(desk: Desk):
    for component in ("Heading", "Divider", "Quote"):
        desk.entry(component).click()
        desk.saved()
    desk.page.context.set_offline(True)
    write(desk, "by", "Anon")

    desk.page.evaluate("quillspace.editor.act('publish')")
    notice = desk.page.locator(".ed-notice", has_text="then publishing your site")
    notice.get_by_role("button", name="Don’t publish").click()
    for _ in range(2):
        desk.page.evaluate("quillspace.editor.act('publish')")
    desk.page.evaluate("quillspace.editor.act('up')")

    expect(notice).to_have_count(1)
    expect(desk.block("[data-slot=root] > :nth-child(2)")).to_have_attribute("data-block-type", "Quote")
    desk.page.context.set_offline(False)
    expect(desk.page.locator("#publish-dialog")).to_be_visible(timeout=30_000)
