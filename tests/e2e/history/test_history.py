"""The history in the editor: named steps and versions, comparisons, and restoring."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import SCREENS, look
from tests.e2e.desk import Desk
from tests.tree.support import canonical

pytestmark = pytest.mark.browser


def open_history(desk: Desk) -> None:
    desk.page.evaluate("quillspace.editor.act('history')")
    desk.page.locator("#history-list [data-step], #history-list .ed-hint").first.wait_for()


def steps(desk: Desk) -> list[str]:
    """Return the listed steps, newest first."""
    open_history(desk)
    return desk.page.locator("#history-list [data-step=step] .ed-step__what").all_inner_texts()


def add(desk: Desk, *components: str) -> None:
    desk.page.evaluate("quillspace.editor.panels.open('add')")
    for component in components:
        desk.entry(component).click()
        desk.saved()


def write(desk: Desk, field: str, text: str) -> None:
    desk.page.locator(f"form[data-inspector] [name={field}]").fill(text)
    desk.saved()
    desk.page.evaluate("document.activeElement.blur()")


def plain(desk: Desk) -> str:
    """Return the page's HTML without selection attributes."""
    return desk.canvas.evaluate(
        """() => {
            const main = document.querySelector("main").cloneNode(true);
            for (const block of main.querySelectorAll("*"))
                for (const name of ["data-selected", "tabindex", "aria-current"]) block.removeAttribute(name);
            return main.innerHTML;
        }"""
    )


def marked(page: Page, side: str) -> list[tuple[str, str]]:
    """Return the types of the blocks marked on one side, each with its kind of difference."""
    frame = page.frame_locator(f".cmp-side[data-side={side}] iframe")
    frame.locator("body[data-revision]").wait_for()
    blocks = frame.locator("[data-diff]")
    return [
        (blocks.nth(at).get_attribute("data-block-type"), blocks.nth(at).get_attribute("data-diff"))
        for at in range(blocks.count())
    ]


def differences(page: Page) -> list[str]:
    return page.locator(".cmp-difference b").all_inner_texts()


def compare(desk: Desk, revision: str) -> Page:
    page = desk.page
    page.goto(page.url.split("#")[0].replace("/edit", f"/comparisons?from={revision}"))
    page.locator(".cmp-list").wait_for()
    return page


def test_a_changed_word_a_move_and_a_deletion_are_marked_and_one_is_restored(desk: Desk):
    add(desk, "Quote", "Heading", "Divider", "Button")
    start = desk.canvas.locator("body").get_attribute("data-revision")
    desk.select("[data-block-type=Heading]")
    write(desk, "text", "A newer heading")
    desk.select("[data-block-type=Button]")
    desk.press("Alt+ArrowUp")
    desk.select("[data-block-type=Quote]")
    desk.press("Delete")

    page = compare(desk, start)

    assert differences(page) == ["Quote deleted", "1 word changed in Heading", "Button moved"]
    assert marked(page, "before") == [("Quote", "removed"), ("Heading", "changed"), ("Button", "moved")]
    assert marked(page, "after") == [("Heading", "changed"), ("Button", "moved")]
    before = page.frame_locator(".cmp-side[data-side=before] iframe")
    after = page.frame_locator(".cmp-side[data-side=after] iframe")
    assert before.locator("del").all_text_contents() == ["new"]
    assert after.locator("ins").all_text_contents() == ["newer"]
    expect(before.locator(".diff-label").first).to_have_text("− Deleted")

    page.get_by_role("button", name="Restore only this: Quote deleted").click()
    expect(page.locator("#notices")).to_contain_text("Restored Quote.")
    assert differences(page) == ["1 word changed in Heading", "Button moved"]

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#notices")).to_contain_text("Undone: Restored Quote")
    assert differences(page) == ["Quote deleted", "1 word changed in Heading", "Button moved"]


def test_forty_mixed_steps_are_named_and_undone_and_redone_in_a_new_window(desk: Desk):
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start, at_first = as_a_file(desk), plain(desk)
    expected = [label for number in range(4) for label in make_ten_steps(desk, number)]
    desk.page.evaluate("quillspace.editor.select('')")
    end, at_last = as_a_file(desk), plain(desk)
    assert steps(desk) == expected[::-1]
    assert len(expected) == 40

    address = desk.page.url
    context = desk.page.context.browser.new_context(storage_state=desk.page.context.storage_state())
    other = Desk(context.new_page())
    other.page.goto(address)
    other.wait()
    for _ in range(40):
        other.press("Control+z")
    assert as_a_file(other) == start
    assert plain(other) == at_first
    open_history(other)
    assert other.page.locator("#history-list .is-undone").count() == 40
    for _ in range(40):
        other.press("Control+Shift+z")
    other.page.reload()
    other.wait()

    assert as_a_file(other) == end
    assert plain(other) == at_last
    context.close()


def as_a_file(desk: Desk) -> str:
    """Export the page as normalised JSON."""
    return canonical(desk.page.request.get(desk.page.url.partition("/edit")[0] + "/file").json())


def make_ten_steps(desk: Desk, number: int) -> list[str]:
    """Insert, type, style, nest by key or mouse, move out, duplicate, paste and delete; return the steps' names."""
    keys = desk.page.keyboard
    desk.page.evaluate("quillspace.editor.select('')")
    add(desk, "Section", "Heading")
    section = desk.block("[data-slot=root] > [data-block-type=Section]").last
    write(desk, "text", f"Chapter {number}")
    desk.page.locator("form[data-inspector] input[name=level][value=h3]").check(force=True)
    desk.saved()
    desk.page.evaluate("document.activeElement.blur()")
    if number % 2:
        desk.drag(desk.block("[data-selected]"), section)
    else:
        desk.press("Alt+ArrowRight")
    desk.press("Alt+ArrowLeft")
    desk.press("Control+d")
    keys.press("Control+c")
    expect(desk.page.locator("#announcer")).to_have_text("Heading copied.")
    desk.press("Control+v")
    expect(desk.page.locator("#announcer")).to_contain_text("Heading pasted")
    add(desk, "Divider")
    desk.press("Delete")
    return [
        "Added Section",
        "Added Heading",
        "Changed the text of Heading",
        "Changed the level of Heading",
        "Moved Heading into Section",
        "Moved Heading out to the page",
        "Duplicated Heading",
        "Pasted Heading",
        "Added Divider",
        "Deleted Divider",
    ]


def test_a_deleted_page_is_restored_with_its_history_and_can_be_deleted_again(desk: Desk):
    add(desk, "Heading")
    write(desk, "text", "Not gone")
    page, edit = desk.page, desk.page.url
    site = page.locator("body").get_attribute("data-site")
    title = page.title().partition(" · ")[0]
    before = as_a_file(desk)

    delete_page(page, edit)
    page.goto(f"{edit.partition('/pages/')[0]}/sites/{site}/trash")
    page.get_by_role("button", name=f"Restore: {title}").click()
    expect(page.get_by_text(f"“{title}” was restored")).to_be_visible()
    page.goto(edit)
    desk.wait()
    assert as_a_file(desk) == before
    assert steps(desk) == ["Changed the text of Heading", "Added Heading"]

    delete_page(page, edit)
    assert page.request.get(edit).status == 404
    page.goto(f"{edit.partition('/pages/')[0]}/sites/{site}/trash")
    expect(page.get_by_role("button", name=f"Restore: {title}")).to_be_visible()


def delete_page(page: Page, edit: str) -> None:
    page.goto(edit.replace("/edit", "/deletions/new"))
    page.get_by_role("main").get_by_role("button", name="Move it to the trash").click()
    page.wait_for_url("**/sites/*/pages")


def test_a_version_is_named_found_and_restored(desk: Desk):
    add(desk, "Heading")
    write(desk, "text", "The first title")
    open_history(desk)
    desk.page.locator("[data-act=name-version]").click()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#version-problem")).to_contain_text("Please enter a name")
    desk.page.keyboard.type("First draft")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#history-list")).to_contain_text("First draft")
    desk.select("[data-block-type=Heading]")
    write(desk, "text", "Another title")

    open_history(desk)
    desk.page.locator("#history-filter").check()
    expect(desk.page.locator("#history-list [data-step]")).to_have_count(1)
    desk.page.locator("#history-list summary").click()
    desk.page.locator("#history-list [data-look]").click()
    then = desk.page.frame_locator("#viewer iframe")
    expect(then.locator("[data-block-type=Heading]")).to_have_text("The first title")
    desk.page.locator("[data-viewer-restore]").click()
    desk.saved()

    expect(desk.block("[data-block-type=Heading]")).to_have_text("The first title")
    desk.press("Control+z")
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Another title")


def test_stepping_through_differences_scrolls_to_each_and_wraps_around(desk: Desk):
    add(desk, "Heading", *["Section"] * 12, "Quote")
    page = compare(desk, "0")
    before, after = (
        page.frame_locator(f".cmp-side[data-side={side}] iframe") for side in ("before", "after")
    )
    after.locator("[data-diff]").first.wait_for()
    before.locator("body[data-revision]").wait_for()

    page.locator("[data-step='-1']").click()

    last = page.locator(".cmp-difference").last.locator("[data-go]")
    expect(last).to_have_attribute("aria-current", "true")
    expect(page.locator("#announcer")).to_have_text("14 of 14: Quote added")
    expect(after.locator("[data-block-type=Quote]")).to_be_in_viewport()
    page.locator("[data-step='1']").click()
    expect(after.locator("[data-block-type=Heading]").first).to_be_in_viewport()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_in_the_history(desk: Desk, browser: Browser, width: int, scheme: str):
    add(desk, "Hero")
    write(desk, "heading", "A title")
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        storage_state=desk.page.context.storage_state(),
    )
    other = Desk(context.new_page())
    other.page.goto(desk.page.url)
    other.wait()
    open_history(other)
    other.page.locator("#history-list summary").first.click()
    findings = {"panel": look(other.page.main_frame)}
    other.page.locator("#history-list [data-look]").first.click()
    other.page.frame_locator("#viewer iframe").locator("body[data-revision]").wait_for()
    findings["as it was"] = look(other.page.main_frame)
    other.page.keyboard.press("Escape")
    other.page.evaluate("quillspace.editor.act('name-version')")
    other.page.locator("#version-dialog[open]").wait_for()
    findings["name"] = look(other.page.main_frame)
    other.page.keyboard.press("Escape")
    other.page.locator("#history-list [data-share]").first.click()
    other.page.locator("#preview-dialog [type=submit]").click()
    other.page.locator("#preview-dialog [data-copy]").first.wait_for(timeout=30_000)
    findings["link"] = look(other.page.main_frame)
    other.page.locator("#preview-dialog [popovertarget]").first.click()
    findings["link taken back"] = look(other.page.main_frame)
    other.page.locator("#preview-dialog [popover]:popover-open [hx-post]").click()
    other.page.locator("#preview-dialog [data-copy]").first.wait_for(state="detached")
    other.page.keyboard.press("Escape")

    page = compare(other, "1")
    marked(page, "after")
    page.locator("[data-step='1']").click()
    for place, frame in zip(("comparison", "before", "after"), page.frames, strict=True):
        findings[place] = look(frame)

    assert {place: found for place, found in findings.items() if found} == {}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
