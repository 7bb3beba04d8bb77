"""Two tabs on one page: changes appear in the other tab, and conflicting texts are both kept."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.axe import look_in_each_light
from tests.e2e.desk import Desk

SOON = 10_000
"""The time in milliseconds within which a change must appear in the other tab."""


@pytest.fixture
def other(desk: Desk) -> Desk:
    """The same page in another tab."""
    page = desk.page.context.new_page()
    page.goto(desk.page.url)
    other = Desk(page)
    other.wait()
    return other


@pytest.fixture
def both(desk: Desk) -> tuple[Desk, Desk]:
    """A page with a heading and a quote, open in two tabs that show each other's presence."""
    for component in ("Heading", "Quote"):
        desk.entry(component).click()
        desk.saved()
    page = desk.page.context.new_page()
    page.goto(desk.page.url)
    other = Desk(page)
    other.wait()
    for one in (desk, other):
        expect(one.page.locator("#people [data-client]")).to_have_count(1, timeout=10_000)
    return desk, other


def write(desk: Desk, selector: str, name: str, text: str) -> None:
    """Type into a field in the panel."""
    desk.select(selector)
    desk.page.locator(f"form[data-inspector] [name='{name}']").fill(text)


def write_in_both(one: Desk, other: Desk) -> Locator:
    """Change the same heading in both tabs, and return its field in the second tab."""
    other.select("[data-block-type=Heading]")
    field = other.page.locator("form[data-inspector] [name=text]")
    field.focus()
    write(one, "[data-block-type=Heading]", "text", "Written first")
    one.saved()
    expect(other.block("[data-block-type=Heading]")).to_contain_text("Written first", timeout=SOON)
    with other.page.expect_response(lambda response: response.request.method == "PATCH") as refused:
        field.fill("Written second")
    assert refused.value.status == 409
    return field


def leave(page: Page) -> None:
    """Check that only a notice is shown while typing, then leave the text so that the dialog opens."""
    expect(page.locator(".ed-notice")).to_contain_text("Choose", timeout=20_000)
    assert open_dialog(page).count() == 0
    page.evaluate("document.activeElement.blur()")


def open_dialog(page: Page) -> Locator:
    """Locate the open dialog for a conflict."""
    return page.locator("dialog.ed-conflict[open]")


def test_changes_of_different_blocks_merge_and_appear_in_the_other_tab(both: tuple[Desk, Desk]):
    one, other = both

    one.select("[data-block-type=Heading]")
    one.page.locator("form[data-inspector] [name=text]").fill("From the first tab")
    expect(other.block("[data-block-type=Heading]")).to_contain_text("From the first tab", timeout=SOON)
    write(other, "[data-block-type=Quote]", "by", "The second tab")
    other.saved()

    expect(one.block("[data-block-type=Quote]")).to_contain_text("The second tab", timeout=SOON)
    expect(other.block("[data-block-type=Heading]")).to_contain_text("From the first tab")
    assert one.page.locator("dialog[open]").count() == other.page.locator("dialog[open]").count() == 0


def test_added_moved_and_deleted_blocks_appear_in_the_other_tab(both: tuple[Desk, Desk]):
    one, other = both

    one.entry("Divider").click()
    one.saved()
    expect(other.block("[data-block-type=Divider]")).to_have_count(1, timeout=SOON)
    one.select("[data-block-type=Quote]")
    one.press("Alt+ArrowUp")
    one.select("[data-block-type=Heading]")
    one.press("Delete")

    expect(other.block("[data-block-type=Heading]")).to_have_count(0, timeout=SOON)
    assert other.order() == one.order() == ["Quote", "Divider"]
    rows = other.page.locator("#outline > [data-outline-block]")
    expect(rows).to_have_count(2)


def test_two_versions_of_a_text_can_both_be_kept(both: tuple[Desk, Desk]):
    one, other = both
    field = write_in_both(one, other)
    leave(other.page)

    dialog = open_dialog(other.page)
    expect(dialog).to_be_visible()
    expect(other.page.locator(".ed-notice")).to_have_count(0)
    expect(dialog).to_contain_text("Written first")
    expect(dialog).to_contain_text("Written second")
    dialog.get_by_role("button", name="Keep both").click()
    other.saved()
    for desk in both:
        expect(desk.block("[data-block-type=Heading]")).to_contain_text(
            "Written first Written second", timeout=SOON
        )
    expect(field).to_have_value("Written first Written second")


def test_the_version_that_was_not_chosen_stays_in_the_history(both: tuple[Desk, Desk]):
    one, other = both
    write_in_both(one, other)

    other.page.get_by_role("button", name="Choose", exact=True).click()
    open_dialog(other.page).get_by_role("button", name="Keep the other").click()
    other.saved()
    other.open_panel("history")

    lost = other.page.locator("#history-texts")
    expect(lost).to_contain_text("Text that wasn’t used")
    expect(lost).to_contain_text("Written second")
    expect(other.block("[data-block-type=Heading]")).to_contain_text("Written first")


def test_an_unresolved_conflict_is_still_listed_after_a_reload(both: tuple[Desk, Desk]):
    one, other = both
    field = write_in_both(one, other)
    leave(other.page)
    open_dialog(other.page).get_by_role("button", name="Close").click()
    field.fill("Written second, and on")
    other.page.wait_for_timeout(1500)
    assert open_dialog(other.page).count() == 0

    other.page.reload()
    other.wait()

    expect(other.block("[data-block-type=Heading]")).to_contain_text("Written first")
    other.open_panel("history")
    expect(other.page.locator("#history-texts")).to_contain_text("Written second, and on")
    other.page.get_by_role("button", name="Two versions").click()
    listed = other.page.locator("#versions")
    expect(listed).to_contain_text("Written second, and on")
    listed.get_by_role("button", name="Compare and choose").click()
    open_dialog(other.page).get_by_role("button", name="Keep mine").click()
    other.saved()
    expect(one.block("[data-block-type=Heading]")).to_contain_text("Written second, and on", timeout=SOON)
    expect(other.page.get_by_role("button", name="Two versions")).to_be_hidden()


def test_text_for_a_block_deleted_in_the_other_tab_can_be_restored(both: tuple[Desk, Desk]):
    one, other = both
    other.select("[data-block-type=Heading]")
    other.page.route("**/blocks/**", lambda route: route.abort())
    other.page.locator("form[data-inspector] [name=text]").fill("Words that matter")
    one.select("[data-block-type=Heading]")
    one.press("Delete")
    other.page.unroute("**/blocks/**")
    other.page.evaluate("quillspace.queue.retryNow()")
    leave(other.page)

    dialog = open_dialog(other.page)
    expect(dialog).to_contain_text("Words that matter", timeout=20_000)
    dialog.get_by_role("button", name="Restore the text").click()
    other.saved()

    expect(one.block("[data-block-type=Text]")).to_contain_text("Words that matter", timeout=SOON)
    assert one.order() == other.order() == ["Text", "Quote"]


def test_typing_in_a_block_deleted_in_the_other_tab_shows_a_notice_with_the_text(
    both: tuple[Desk, Desk],
):
    one, other = both
    other.edit("h2")
    other.page.keyboard.press("Control+a")
    other.page.keyboard.type("Words of an hour")
    other.saved()

    one.select("[data-block-type=Heading]")
    one.press("Delete")

    notice = other.page.locator(".ed-notice")
    expect(notice).to_contain_text("This part was deleted while you were editing it.", timeout=2 * SOON)
    expect(notice).to_contain_text("Your text is kept here: “Words of an hour”")
    assert other.page.evaluate("quillspace.editor.inPlace.session") is None


def test_axe_finds_nothing_in_the_dialog_and_the_list(both: tuple[Desk, Desk]):
    one, other = both
    write_in_both(one, other)
    leave(other.page)
    expect(open_dialog(other.page)).to_be_visible()
    findings = {"dialog": look_in_each_light(other.page)}
    open_dialog(other.page).get_by_role("button", name="Close").click()
    findings["notice"] = look_in_each_light(other.page)
    other.page.get_by_role("button", name="Two versions").click()
    expect(other.page.locator("#versions")).to_contain_text("Written second")
    findings["list"] = look_in_each_light(other.page)

    assert {place: found for place, found in findings.items() if found} == {}


def test_each_tab_shows_the_position_of_the_other_until_it_is_closed(both: tuple[Desk, Desk]):
    one, other = both

    other.select("[data-block-type=Quote]")

    person = one.page.locator("#people [data-client]")
    expect(person).to_have_attribute("aria-label", "You, in another tab, at Quote. Show", timeout=2 * SOON)
    frame, block = one.page.locator(".ed-here"), one.block("[data-block-type=Quote]")
    expect(frame).to_be_visible()
    assert abs(frame.bounding_box()["y"] - block.bounding_box()["y"]) < 3
    person.click()
    expect(block).to_be_focused()
    expect(one.page.locator("#announcer")).to_have_text("Quote selected, position 2 of 2 in the page")
    # A browser dispatches these events while it unloads a page, however long that takes.
    other.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(person).to_have_count(0, timeout=2 * SOON)
    other.page.goto("about:blank")
    expect(frame).to_have_count(0)


def test_on_a_phone_the_list_of_people_leaves_room_for_the_save_state(both: tuple[Desk, Desk]):
    page = both[0].page
    third = page.context.new_page()
    third.goto(page.url)
    Desk(third).wait()
    people = page.locator("#people [data-client]")
    expect(people).to_have_count(2, timeout=10_000)

    page.set_viewport_size({"width": 360, "height": 800})

    saved, first = page.locator("[data-save-text]").bounding_box(), people.first.bounding_box()
    assert saved["x"] + saved["width"] <= first["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
