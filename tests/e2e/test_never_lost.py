"""No edit is ever lost: whatever happens to the network, the server, the session or the tab."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk

pytestmark = pytest.mark.browser

TEXTS = {"eyebrow": "A novel in three volumes", "heading": "Sense and Sensibility", "lead": "By a Lady"}
CHANGES = re.compile(r"/pages/[^/]+/(blocks|undos)")


def write(desk: Desk, name: str, words: str) -> None:
    field = desk.page.locator(f"form[data-inspector] :is([name={name}], [data-name={name}])")
    field.fill(words)


def state(desk: Desk) -> str:
    return desk.page.locator("[data-save-state]").get_attribute("data-save-state")


def test_three_texts_survive_a_dead_network_a_sick_server_an_ended_session_and_a_killed_tab(desk: Desk):
    page, context, address = desk.page, desk.page.context, desk.page.url
    page.clock.install()
    desk.entry("Hero").click()
    desk.saved()
    sent: list[str] = []
    context.on("request", lambda request: sent.append(request.url) if request.method == "PATCH" else None)

    context.set_offline(True)
    write(desk, "eyebrow", TEXTS["eyebrow"])
    wait_for_state(desk, "waiting")
    for _ in range(10):
        page.clock.fast_forward("00:30")
        assert state(desk) == "waiting"
    write(desk, "heading", TEXTS["heading"])
    context.route(CHANGES, answer_503)
    context.set_offline(False)
    for _ in range(6):
        page.clock.fast_forward("00:10")
        page.wait_for_timeout(50)
        assert state(desk) in {"waiting", "saving"}
    assert sent
    expect(page.locator("[role=status][data-save-state]")).to_have_text("Not saved yet, will keep trying")
    write(desk, "lead", TEXTS["lead"])
    context.clear_cookies()
    page.close(run_before_unload=False)
    # An answer that was under way may have brought the cookie back.
    context.clear_cookies()
    context.unroute(CHANGES)

    reopened = sign_in_again(context, address)
    assert stored(reopened) == 0
    for name, words in TEXTS.items():
        field = reopened.block("[data-block-type=Hero]").locator(f"[data-field={name}]")
        expect(field).to_have_text(words)
    reopened.page.reload()
    reopened.wait()
    hero = reopened.block("[data-block-type=Hero]")
    for name, words in TEXTS.items():
        expect(hero.locator(f"[data-field={name}]")).to_have_text(words)
        assert hero.inner_text().lower().count(words.lower()) == 1
    for _ in range(3):
        reopened.press("Control+z")
    assert all(words.lower() not in reopened.block("body").inner_text().lower() for words in TEXTS.values())
    assert reopened.order() == ["Hero"]


def test_what_is_on_its_way_is_shown_again_after_a_reload(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.route(CHANGES, answer_503)
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


def test_another_tab_takes_over_what_a_closed_one_left(desk: Desk):
    context = desk.page.context
    desk.entry("Heading").click()
    desk.saved()
    other = Desk(context.new_page())
    other.page.goto(desk.page.url)
    other.wait()
    desk.page.route(CHANGES, answer_503)
    desk.page.bring_to_front()
    write(desk, "text", "Left behind")
    wait_for_state(desk, "waiting")

    desk.page.close(run_before_unload=False)

    other.page.bring_to_front()
    expect(other.block("[data-block-type=Heading]")).to_have_text("Left behind")
    other.saved()
    assert stored(other) == 0


def test_an_operation_whose_answer_was_lost_is_applied_once(desk: Desk):
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append(1)
        route.abort()

    desk.page.route(CHANGES, lose_the_answer)
    desk.entry("Quote").click()
    desk.saved()

    assert lost == [1]
    assert desk.order() == ["Quote"]


def test_the_sign_in_is_renewed_without_leaving_the_page(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.clear_cookies()
    write(desk, "text", "Not lost")
    dialog = desk.page.locator("#signed-out")
    expect(dialog).to_be_visible()

    dialog.locator("[name=password]").fill("not my password at all")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-problem]")).not_to_be_empty()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[type=submit]").click()

    expect(dialog).to_be_hidden()
    desk.saved()
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Not lost")


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


def answer_503(route: Route) -> None:
    if route.request.method == "GET":
        route.continue_()
    else:
        route.fulfill(status=503, body="")


def wait_for_state(desk: Desk, wanted: str) -> None:
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", wanted)


def stored(desk: Desk) -> int:
    return kept(desk.page)


def kept(page: Page) -> int:
    return page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('quillspace:waiting:')).length"
    )


@pytest.mark.parametrize("status", [403, 404, 413])
def test_words_that_the_server_takes_no_more_are_kept_until_their_author_has_them(desk: Desk, status: int):
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.entry("Heading").click()
    desk.saved()
    refusal = f"<p data-message>Reason {status}.</p>"
    desk.page.context.route(CHANGES, lambda route: route.fulfill(status=status, body=refusal))
    write(desk, "text", "Words of an evening")
    notice = desk.page.locator(".ed-notice")
    expect(notice).to_contain_text(f"Reason {status}.")

    desk.page.context.unroute(CHANGES)
    desk.page.reload()
    desk.wait()

    expect(notice).to_contain_text("could not be saved. Your words are kept: “Words of an evening”")
    notice.get_by_role("button", name="Copy them").click()
    expect(notice).to_have_count(0)
    assert desk.page.evaluate("navigator.clipboard.readText()") == "Words of an evening"
    desk.page.reload()
    desk.wait()
    expect(notice).to_have_count(0)
