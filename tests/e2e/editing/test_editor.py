"""Editing a page with mouse and keyboard in a real browser."""

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.desk import Desk, intercept

pytestmark = pytest.mark.browser


def test_a_click_adds_after_the_selection(desk: Desk):
    desk.entry("Hero").click()
    desk.saved()
    desk.entry("Quote").click()
    desk.saved()
    desk.select("[data-block-type=Hero]")

    desk.entry("Divider").click()
    desk.saved()

    assert desk.order() == ["Hero", "Divider", "Quote"]


def test_a_component_is_dragged_above_the_first_block(desk: Desk):
    desk.entry("Quote").click()
    desk.saved()

    desk.drag(desk.entry("Hero"), desk.block("[data-block-type=Quote]"), at=0)

    assert desk.order() == ["Hero", "Quote"]
    expect(desk.page.locator("form[data-inspector]")).to_have_attribute("data-label", "Opening")


def test_a_component_is_dragged_into_a_slot(desk: Desk):
    desk.entry("Columns").click()
    desk.saved()

    desk.drag(desk.entry("Button"), desk.block("[data-block-type=Columns] [data-slot$=column2]"))

    columns = desk.block("[data-block-type=Columns]").get_attribute("data-block-id")
    assert desk.order(f"{columns}:column2") == ["Button"]


def test_a_block_is_dragged_to_another_place(desk: Desk):
    for component in ("Quote", "Divider", "Heading"):
        desk.entry(component).click()
        desk.saved()

    desk.drag(desk.block("[data-block-type=Heading]"), desk.block("[data-block-type=Quote]"), at=0)

    assert desk.order() == ["Heading", "Quote", "Divider"]


def test_typed_text_shows_in_the_canvas_and_is_one_step(desk: Desk):
    desk.entry("Hero").click()
    desk.saved()
    heading = desk.page.locator("form[data-inspector] [name=heading]")

    heading.fill("")
    heading.press_sequentially("Northanger Abbey")
    desk.saved()

    expect(desk.block("h1")).to_have_text("Northanger Abbey")
    desk.page.locator("#stage").focus()
    desk.page.evaluate("document.activeElement.blur()")
    desk.press("Control+z")
    assert desk.block("h1").inner_text() != "Northanger Abbey"
    desk.press("Control+z")
    assert desk.order() == []


def test_a_long_burst_of_typing_is_undone_in_pieces(desk: Desk):
    desk.entry("Text").click()
    desk.saved()
    typed = "".join(f"{number:04}" for number in range(55))
    text = desk.edit("[data-field=body]")

    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type(typed)
    desk.page.keyboard.press("Escape")
    desk.saved()
    desk.press("Control+z")

    left = text.inner_text().strip()
    assert typed.startswith(left)
    assert 0 < len(left) < len(typed)


def test_typing_keeps_the_field_and_its_caret(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    text = desk.page.locator("form[data-inspector] [name=text]")
    text.fill("Emma Woodhouse")
    desk.saved()
    text.evaluate("field => field.setSelectionRange(4, 4)")

    desk.page.keyboard.type(", dear")
    desk.saved()

    assert text.input_value() == "Emma, dear Woodhouse"
    assert text.evaluate("field => [document.activeElement === field, field.selectionStart]") == [True, 10]


def test_blocks_are_moved_nested_duplicated_and_deleted_by_key(desk: Desk):
    for component in ("Columns", "Heading", "Quote"):
        desk.entry(component).click()
        desk.saved()
    columns = desk.block("[data-block-type=Columns]").get_attribute("data-block-id")

    desk.press("Alt+ArrowUp")
    assert desk.order() == ["Columns", "Quote", "Heading"]
    expect(desk.page.locator("#announcer")).to_have_text("Quote, position 2 of 3 in the page.")

    desk.press("Alt+ArrowRight")
    assert desk.order(f"{columns}:column1") == ["Quote"]

    desk.press("Alt+ArrowLeft")
    assert desk.order() == ["Columns", "Quote", "Heading"]

    desk.press("Control+d")
    assert desk.order() == ["Columns", "Quote", "Quote", "Heading"]

    desk.press("Delete")
    assert desk.order() == ["Columns", "Quote", "Heading"]


def test_an_invalid_value_gets_an_error_and_stays_in_the_field(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    text = desk.page.locator("form[data-inspector] [name=text]")

    text.fill("x" * 300)

    expect(desk.page.locator(".ed-field__error")).to_contain_text("the limit is")
    assert text.input_value() == "x" * 300
    text.fill("Shorter")
    desk.saved()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Shorter")


def test_typed_text_is_saved_after_signing_in_again(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    cookies = desk.page.context.cookies()
    desk.page.context.clear_cookies()

    desk.page.locator("form[data-inspector] [name=text]").fill("Not lost")
    desk.page.get_by_role("button", name="Sign in").click()

    expect(desk.page.locator("#signed-out")).to_be_visible()
    expect(desk.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "waiting")
    desk.page.context.add_cookies(cookies)
    desk.page.locator("#signed-out [data-back]").click()
    desk.saved()
    desk.page.reload()
    desk.wait()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Not lost")


def test_text_typed_offline_is_saved_once_the_network_is_back(desk: Desk):
    desk.entry("Heading").click()
    desk.saved()
    desk.page.context.set_offline(True)

    desk.page.locator("form[data-inspector] [name=text]").fill("Written on a train")

    expect(desk.page.locator("[data-save-text]")).to_have_text("Not saved yet, still trying")
    desk.page.context.set_offline(False)
    desk.saved()
    expect(desk.block("[data-block-type=Heading]")).to_have_text("Written on a train")


def test_the_canvas_can_be_shown_at_the_width_of_a_phone_or_tablet(desk: Desk):
    for name, width in (("phone", 390), ("tablet", 768)):
        desk.page.locator(f"[data-viewport-button={name}]").click()
        assert desk.canvas.evaluate("innerWidth") == width


def test_the_focus_stays_in_a_list_that_is_rearranged_by_key(desk: Desk):
    desk.entry("Book").click()
    desk.saved()
    for name in ("add", "add"):
        button = desk.page.locator(f"form[data-inspector] [data-item-action={name}]:visible").last
        button.focus()
        button.press("Enter")
        desk.saved()

        assert desk.page.evaluate("document.activeElement.dataset.itemAction") == name


def test_quick_clicks_in_a_list_apply_to_the_items_that_are_shown(desk: Desk):
    desk.entry("Book").click()
    desk.saved()
    shops = desk.page.locator("form[data-inspector] [data-item-field=links]")
    for name in ("One", "Two", "Three", "Four"):
        shops.and_(desk.page.locator("[data-item-action=add]")).click()
        desk.saved()
        desk.page.locator("[name^='links.'][name$='.label']").last.evaluate(
            """(field, name) => {
                field.value = name;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }""",
            name,
        )
        desk.saved()
    held: list[Route] = []
    is_open = False

    def hold(route: Route) -> None:
        if is_open:
            route.continue_()
        else:
            held.append(route)

    intercept(desk.page, "**/items", hold)

    for action, index in (("down", 0), ("down", 0), ("remove", 2), ("up", 3), ("down", 3)):
        desk.page.locator(
            f"[data-item-field=links][data-item-action={action}][data-item-index='{index}']"
        ).evaluate("button => button.click()")
    is_open = True
    for route in held:
        route.continue_()
    desk.saved()

    names = desk.page.locator("[name^='links.'][name$='.label']")
    expect(names).to_have_count(3)
    assert [name.input_value() for name in names.all()] == ["Two", "One", "Four"]


def test_a_choice_dialog_opened_while_another_closes_still_works(desk: Desk):
    desk.page.evaluate("""async () => {
        const main = document.querySelector("script[src*='/editor/main.js']").src;
        const { choose } = await import(main.replace("main.js", "core/choice-dialog.js"));
        const group = (label) => ({ label, options: [{ label, value: label }] });
        const ask = (label) => choose({ title: label, hint: "", nothing: "", groups: [group(label)] });
        const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
        const first = ask("first");
        document.querySelector("#chooser-search").dispatchEvent(escape);
        window.second = ask("second");
        await first;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }""")

    expect(desk.page.locator("#chooser-search")).to_be_focused()
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("window.second") == "second"


def test_a_block_added_before_its_sample_has_loaded_gets_the_focus(desk: Desk):
    desk.page.route("**/palette", lambda route: route.abort())
    desk.page.reload()
    expect(desk.block("body[data-revision]")).to_be_attached()

    desk.entry("Quote").click()

    expect(desk.block("[data-block-type=Quote]")).to_be_focused()
    expect(desk.page.locator("#announcer")).to_have_text("Quote added, position 1 of 1 in the page.")
