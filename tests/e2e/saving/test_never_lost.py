"""No edit is ever lost, whatever happens to the network, the server, the session or the tab."""

import re

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests import house
from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, intercept
from tests.running import RunningQuillSpace

pytestmark = [pytest.mark.browser, pytest.mark.own_context]

TEXTS = {
    "h2": "Sense and Sensibility",
    "[data-field=by]": "By a Lady",
    "[data-field=label]": "In three volumes",
}
CHANGES = re.compile(r"/pages/[^/]+/(blocks|undos)")
EVERYTHING = re.compile(r"/pages/[^/]+/(blocks|pastes)")


WATCH = """() => {
  window.states = [];
  const status = document.querySelector("[data-save-state]");
  new MutationObserver(() => states.push(status.dataset.saveState)).observe(status, { attributes: true });
}"""


def write(desk: Desk, name: str, text: str) -> None:
    field = desk.page.locator(f"form[data-inspector] :is([name={name}], [data-name={name}])")
    field.fill(text)


def test_three_texts_survive_a_network_outage_server_errors_an_expired_session_and_a_killed_tab(
    desk: Desk, running_quillspace: RunningQuillSpace
):
    page, context, address = desk.page, desk.page.context, desk.page.url
    page.clock.install()
    for component in ("Heading", "Quote", "Button"):
        desk.entry(component).click()
        desk.saved()
    statuses: list[int] = []
    page.on("response", lambda sent: statuses.append(sent.status) if sent.request.method == "PATCH" else None)

    context.set_offline(True)
    for place, words in TEXTS.items():
        desk.edit(place)
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(words)
    page.keyboard.press("Escape")
    page.evaluate(WATCH)
    wait_for_state(desk, "waiting")
    for _ in range(10):
        page.clock.fast_forward("00:30")
    expect(page.locator("#waiting")).to_contain_text(
        "No connection for 5 minutes. 3 changes are waiting safely here."
    )
    context.route(CHANGES, respond_503)
    context.set_offline(False)
    page.get_by_role("button", name="Try now").click()
    for _ in range(6):
        page.clock.fast_forward("00:10")
        page.wait_for_timeout(50)
    expect(page.locator("#waiting")).to_contain_text("The server can’t save at the moment")
    expect(page.locator("[role=status][data-save-state]")).to_have_text("Not saved yet, still trying")
    context.clear_cookies()
    context.unroute(CHANGES)
    page.clock.fast_forward("00:30")
    expect(page.locator("#signed-out")).to_be_visible()
    assert set(statuses) == {401, 503}
    assert page.evaluate("states").count("saved") == 0
    page.close(run_before_unload=False)
    # A response that was in flight may have restored the cookie.
    context.clear_cookies()

    reopened = sign_in_again(context, address)
    assert pending_count(reopened) == 0
    reopened.page.reload()
    reopened.wait()
    for place, words in TEXTS.items():
        expect(reopened.block(place)).to_have_text(words)
    log = kinds_in_log(running_quillspace, address)
    assert log == ["insert"] * 3 + ["update"] * 3
    for _ in range(3):
        reopened.press("Control+z")
    assert all(words.lower() not in reopened.block("body").inner_text().lower() for words in TEXTS.values())
    assert reopened.order() == ["Heading", "Quote", "Button"]


def kinds_in_log(running: RunningQuillSpace, address: str) -> list[str]:
    """Return the kind of the first change in each row of a page's log, in order."""
    query = "SELECT payload #>> '{changes,0,kind}' FROM page_operations WHERE page_id = %s ORDER BY revision"
    with psycopg.connect(house.admin_url_below(running.home)) as connection:
        return [kind for (kind,) in connection.execute(query, [address.split("/")[-2]])]


def test_a_pending_edit_is_shown_again_after_a_reload(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.route(CHANGES, respond_503)
    write(desk, "text", "Still on its way")
    wait_for_state(desk, "waiting")

    desk.page.reload()
    desk.canvas.locator("body[data-revision]").wait_for()

    expect(desk.block("[data-block-type=Heading]")).to_have_text("Still on its way")
    desk.page.context.unroute(CHANGES)
    desk.saved()
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Still on its way")


def test_another_tab_sends_the_pending_edits_of_a_closed_tab(desk: Desk):
    context = desk.page.context
    desk.entry("Heading").click()
    desk.saved()
    other = Desk(context.new_page())
    other.page.goto(desk.page.url)
    other.wait()
    desk.page.route(CHANGES, respond_503)
    desk.page.bring_to_front()
    write(desk, "text", "Left behind")
    wait_for_state(desk, "waiting")

    desk.page.close(run_before_unload=False)

    other.page.bring_to_front()
    expect(other.block("[data-block-type=Heading]")).to_have_text("Left behind")
    other.saved()
    assert pending_count(other) == 0


def test_an_operation_whose_response_was_lost_is_applied_once(desk: Desk):
    lost: list[int] = []

    def lose_the_response(route: Route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append(1)
        route.abort()

    intercept(desk.page, CHANGES, lose_the_response)
    desk.entry("Quote").click()
    desk.saved()

    assert lost == [1]
    assert desk.order() == ["Quote"]


def test_signing_in_again_interrupts_neither_editing_nor_typing(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    heading = desk.edit("h2")
    desk.page.keyboard.press("Control+a")
    desk.page.context.clear_cookies()
    notice, dialog = desk.page.locator(".ed-notice"), desk.page.locator("#signed-out")

    desk.page.keyboard.type("Not lost, ", delay=40)
    expect(notice).to_contain_text("You’ve been signed out")
    desk.page.keyboard.type("twenty letters more.", delay=40)
    expect(heading).to_have_text("Not lost, twenty letters more.")
    assert "Not lost, twenty letters more." in outbox(desk.page)
    expect(dialog).to_be_hidden()

    desk.page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(" And on.", delay=40)
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_timeout(1000)
    expect(dialog).to_be_hidden()
    notice.get_by_role("button", name="Sign in").click()

    dialog.locator("[name=password]").fill("not my password at all")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-problem]")).not_to_be_empty()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[type=submit]").click()

    expect(dialog).to_be_hidden()
    desk.saved()
    expect(notice).to_have_count(0)
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Not lost, twenty letters more. And on.")


def outbox(page: Page) -> str:
    """Return all pending operations in the browser's storage, as text."""
    found: str = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('quillspace:waiting:')).join()"
    )
    return found


def sign_in_again(context: BrowserContext, address: str) -> Desk:
    page = context.new_page()
    page.goto(address)
    page.fill("[name=email]", "author@demo.test")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]+/edit$"))
    desk = Desk(page)
    desk.wait()
    return desk


def respond_503(route: Route) -> None:
    if route.request.method == "GET":
        route.continue_()
    else:
        route.fulfill(status=503, body="")


def wait_for_state(desk: Desk, wanted: str) -> None:
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", wanted)


def pending_count(desk: Desk) -> int:
    """Return the number of pending operations in the browser's storage."""
    return desk.page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('quillspace:waiting:')).length"
    )


@pytest.mark.parametrize("status", [403, 404, 413])
def test_text_that_the_server_refuses_is_kept_until_its_author_has_copied_it(desk: Desk, status: int):
    desk.entry("Heading").click()
    desk.saved()
    refusal = f"<p data-message>Reason {status}.</p>"
    desk.page.context.route(CHANGES, lambda route: route.fulfill(status=status, body=refusal))
    write(desk, "text", "Words of an evening")
    notice = desk.page.locator(".ed-notice")
    expect(notice).to_contain_text(f"Reason {status}. Not saved: the change to Heading.")

    desk.page.context.unroute(CHANGES)
    desk.page.reload()
    desk.wait()

    expect(notice).to_contain_text("couldn’t be saved. Your text is kept here: “Words of an evening”")
    if status == 403:
        # As in an insecure context, where only the legacy clipboard API exists.
        desk.page.evaluate(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
        )
    notice.get_by_role("button", name="Copy it").click()
    expect(notice).to_have_count(0)
    desk.page.reload()
    desk.wait()
    expect(notice).to_have_count(0)
    desk.page.context.grant_permissions(["clipboard-read"])
    assert desk.page.evaluate("navigator.clipboard.readText()") == "Words of an evening"


def test_refused_pastes_and_links_are_kept_and_a_refused_choice_is_undone(desk: Desk):
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.entry("Button").click()
    desk.saved()
    form = desk.page.locator("form[data-inspector]")
    form.locator("[name='link.page']").select_option("url")
    desk.page.evaluate("navigator.clipboard.writeText('A chapter of a book')")
    desk.page.context.route(EVERYTHING, refuse)

    form.locator("[name='link.url']").fill("https://example.org/book")
    desk.page.evaluate("quillspace.canvas.focus(quillspace.editor.selected)")
    desk.page.keyboard.press("Control+v")
    notices = desk.page.locator(".ed-notice")
    # A pasted block is selected until it is rejected.
    expect(notices.filter(has_text="A chapter of a book")).to_have_count(1)
    form.get_by_role("tab", name="Style").click()
    form.locator("[name=variant][value=outline]").check(force=True)

    for words in ("A chapter of a book", "https://example.org/book"):
        expect(notices.filter(has_text=words)).to_have_count(1)
    expect(notices.last).to_contain_text("Too much. Not saved: the change to Button.")
    expect(form.locator("[name=variant][value=solid]")).to_be_checked()
    expect(form.locator("[name='link.url']")).to_have_value("")


def refuse(route: Route) -> None:
    """Reject requests that would change the page."""
    if route.request.method != "GET":
        route.fulfill(status=413, body="<p data-message>Too much.</p>")
    else:
        route.continue_()
