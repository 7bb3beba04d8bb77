"""Editing without a mouse: the tests act only through key presses, and use scripts only to inspect the page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk
from tests.e2e.keyboard_user import KeyboardUser
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


PARTS = """() => [...document.querySelectorAll("main [class^=c-]")]
  .filter(part => !part.classList[0].includes("__"))
  .map(part => [part.classList[0].slice(2), part.textContent.trim()])"""
"""The components of a published page in order, each with its text."""
BUILT = [
    ["section", ""],
    ["heading", "Northanger Abbey"],
    ["text", "No one who had ever seen Catherine Morland"],
    ["columns", ""],
    ["quote", "in her infancy"],
    ["button", "Read on"],
    ["divider", ""],
    ["heading", "Contents"],
]


@pytest.fixture
def keyboard_user(desk: Desk) -> KeyboardUser:
    """A keyboard user with a new, empty page open."""
    return KeyboardUser(desk)


def add(keyboard_user: KeyboardUser, *components: str) -> None:
    for component in components:
        keyboard_user.do(f"add {component}")


def test_a_page_is_built_and_published(running_quillspace: RunningQuillSpace, browser: Browser, desk: Desk):
    title = desk.page.locator("#page-switcher [aria-current]").text_content() or ""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    keyboard_user = sign_in_by_key(context.new_page(), running_quillspace.url)
    keyboard_user.tab_to(lambda at: at["href"].endswith("/edit"))
    keyboard_user.page.keyboard.press("Enter")
    keyboard_user.page.wait_for_url("**/pages/*/edit")
    keyboard_user.desk.wait()
    keyboard_user.go_to(title)

    build(keyboard_user)
    move_about(keyboard_user)
    find(keyboard_user, "northanger")
    restore(keyboard_user)

    keyboard_user.do("publish")
    expect(keyboard_user.page.locator("#publication")).to_contain_text("Live at", timeout=30_000)
    keyboard_user.page.keyboard.press("Escape")
    expect(keyboard_user.page.locator("#publish-dialog")).to_be_hidden()
    keyboard_user.page.goto(f"{running_quillspace.site_url('jane-austen')}/{title.lower().replace(' ', '-')}")
    kinds = {kind for kind, _ in BUILT}
    parts = [part for part in keyboard_user.page.evaluate(PARTS) if part[0] in kinds]
    assert [kind for kind, _ in parts] == [kind for kind, _ in BUILT]
    assert all(words.startswith(said) for (_, words), (_, said) in zip(parts, BUILT, strict=True)), parts
    context.close()


def sign_in_by_key(page: Page, url: str) -> KeyboardUser:
    page.goto(f"{url}/sign-in")
    keyboard_user = KeyboardUser(Desk(page))
    if keyboard_user.focus()["field"] != "email":
        keyboard_user.tab_to(lambda at: at["field"] == "email")
    page.keyboard.type("author@demo.test")
    keyboard_user.tab_to(lambda at: at["field"] == "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites**")
    return keyboard_user


def build(keyboard_user: KeyboardUser) -> None:
    """Build a page of eight blocks, two levels deep."""
    add(keyboard_user, "section")
    keyboard_user.stands_on("Section", "Section added, position 1 of 1 in the page.")
    add(keyboard_user, "heading")
    keyboard_user.press("Alt+ArrowRight")
    keyboard_user.stands_on("Heading", "Heading, position 1 of 1 in Section.")
    keyboard_user.write("Northanger Abbey")
    keyboard_user.stands_on("Heading")
    add(keyboard_user, "text")
    keyboard_user.stands_on("Text", "Text added, position 2 of 2 in Section.")
    keyboard_user.write("No one who had ever seen Catherine Morland")
    keyboard_user.press("Escape")
    keyboard_user.stands_on("Section", "Section selected, position 1 of 1 in the page")
    add(keyboard_user, "columns", "quote")
    keyboard_user.press("Alt+ArrowRight")
    keyboard_user.stands_on("Quote", "Quote, position 1 of 1 in Columns, first column.")
    keyboard_user.write("in her infancy")
    add(keyboard_user, "button")
    keyboard_user.write("Read on")
    keyboard_user.press("Escape")
    add(keyboard_user, "divider", "heading")
    keyboard_user.write("Contents")
    assert keyboard_user.desk.order() == ["Section", "Columns", "Divider", "Heading"]
    assert keyboard_user.desk.canvas.locator("[data-slot=root] [data-block-id]").count() == 8


def move_about(keyboard_user: KeyboardUser) -> None:
    """Move a block to another slot, delete it, and undo both steps."""
    keyboard_user.do("select button")
    keyboard_user.stands_on("Button")
    keyboard_user.press("Control+Shift+m")
    keyboard_user.choose("start of columns second")
    keyboard_user.settle()
    keyboard_user.stands_on("Button", "Button, position 1 of 1 in Columns, second column.")
    keyboard_user.press("Alt+ArrowLeft")
    keyboard_user.stands_on("Button", "Button, position 3 of 5 in the page.")
    keyboard_user.press("Delete")
    keyboard_user.stands_on("Divider", "Button deleted. Divider selected")
    keyboard_user.press("Control+z")
    keyboard_user.stands_on("Button", "Undone: Deleted Button. Button, position 3 of 5 in the page.")
    keyboard_user.press("Control+z")
    keyboard_user.hears(
        "Undone: Moved Button out to the page. Button, position 1 of 1 in Columns, second column."
    )
    keyboard_user.stands_on("Button")
    columns = keyboard_user.desk.block("[data-block-type=Columns]").get_attribute("data-block-id")
    assert keyboard_user.desk.order(f"{columns}:column1") == ["Quote"]
    assert keyboard_user.desk.order(f"{columns}:column2") == ["Button"]


def restore(keyboard_user: KeyboardUser) -> None:
    """Name a version, delete a block, and restore the version from the history."""
    page = keyboard_user.page
    page.keyboard.press("Escape")
    keyboard_user.do("name this version")
    expect(page.locator("#version-dialog")).to_be_visible()
    page.keyboard.type("Before the cut")
    page.keyboard.press("Enter")
    expect(page.locator("#version-dialog")).to_be_hidden()
    keyboard_user.do("select columns")
    keyboard_user.stands_on("Columns")
    keyboard_user.press("Delete")
    assert keyboard_user.desk.block("[data-block-type=Columns]").count() == 0
    keyboard_user.do("history")
    page.locator("#history-list summary").first.wait_for()
    keyboard_user.tab_to(lambda at: at["role"] == "summary" and "Before the cut" in at["name"])
    page.keyboard.press("Enter")
    keyboard_user.tab_to(lambda at: at["name"] == "View")
    page.keyboard.press("Enter")
    expect(page.locator("#viewer")).to_be_visible()
    keyboard_user.tab_to(lambda at: at["name"] == "Restore")
    page.keyboard.press("Enter")
    keyboard_user.desk.block("[data-block-type=Columns]").wait_for()
    keyboard_user.settle()


def find(keyboard_user: KeyboardUser, query: str) -> None:
    keyboard_user.page.keyboard.press("Control+f")
    expect(keyboard_user.page.locator("#find [name=q]")).to_be_focused()
    keyboard_user.page.keyboard.type(query)
    keyboard_user.page.keyboard.press("Enter")
    expect(keyboard_user.desk.block("[data-selected]")).to_have_attribute("data-block-type", "Heading")
    keyboard_user.page.keyboard.press("Escape")


def test_several_blocks_are_selected_moved_duplicated_and_deleted_together(keyboard_user: KeyboardUser):
    add(keyboard_user, "quote", "divider", "heading", "spacer")
    keyboard_user.press("ArrowUp")
    keyboard_user.stands_on("Heading", "Heading selected, position 3 of 4 in the page")

    keyboard_user.press("Shift+ArrowUp", "Shift+ArrowUp")
    keyboard_user.hears("3 parts selected")
    expect(keyboard_user.page.locator("[data-toolbar-name]")).to_have_text("3 parts")
    assert keyboard_user.desk.canvas.locator("[data-selected]").count() == 3

    keyboard_user.press("Alt+ArrowDown")
    keyboard_user.stands_on("Quote", "3 parts, positions 2 to 4 of 4 in the page.")
    assert keyboard_user.desk.order() == ["Spacer", "Quote", "Divider", "Heading"]

    keyboard_user.press("Control+d")
    keyboard_user.hears("3 parts duplicated, positions 5 to 7 of 7 in the page.")
    assert keyboard_user.desk.order()[4:] == ["Quote", "Divider", "Heading"]

    keyboard_user.press("Delete")
    keyboard_user.stands_on("Heading", "3 parts deleted. Heading selected")
    keyboard_user.press("Control+z", "Control+z", "Control+z")
    assert keyboard_user.desk.order() == ["Quote", "Divider", "Heading", "Spacer"]
    keyboard_user.press("Escape", "Control+a")
    keyboard_user.hears("4 parts selected")


def test_a_picked_up_block_moves_by_arrow_key_until_it_is_dropped(keyboard_user: KeyboardUser):
    add(keyboard_user, "quote", "columns", "heading")

    keyboard_user.page.keyboard.press("Space")
    keyboard_user.hears("Picked up Heading. Arrow keys move it, Enter drops it, Escape puts it back.")
    for key, words in (
        ("ArrowUp", "Position 1 of 1 in Columns, second column"),
        ("ArrowLeft", "Position 3 of 3 in the page, where it was"),
        ("Home", "Position 1 of 3 in the page"),
        ("ArrowRight", "Position 1 of 1 in Columns, first column"),
        ("ArrowRight", "There’s no other place that way."),
    ):
        keyboard_user.page.keyboard.press(key)
        keyboard_user.hears(words)
    expect(keyboard_user.page.locator("#drop-line")).to_be_visible()
    keyboard_user.press("Enter")
    keyboard_user.stands_on("Heading", "Heading, position 1 of 1 in Columns, first column.")
    keyboard_user.press("Space", "End", "Escape")
    keyboard_user.stands_on("Heading", "Put back where it was.")
    assert keyboard_user.desk.order() == ["Quote", "Columns"]
    keyboard_user.press("Control+z")
    assert keyboard_user.desk.order() == ["Quote", "Columns", "Heading"]


def test_tab_stops_once_in_the_page_and_f6_cycles_through_the_regions(keyboard_user: KeyboardUser):
    add(keyboard_user, "quote", "heading")

    keyboard_user.page.keyboard.press("Tab")
    assert keyboard_user.focus()["name"] == "Select the enclosing part"
    keyboard_user.page.keyboard.press("ArrowRight")
    keyboard_user.page.keyboard.press("Tab")
    keyboard_user.page.keyboard.press("Shift+Tab")
    assert keyboard_user.focus()["name"] == "Move up"
    keyboard_user.page.keyboard.press("Shift+Tab")
    keyboard_user.stands_on("Heading", "Heading, position 2 of 2 in the page")

    keyboard_user.page.keyboard.press("F6")
    assert keyboard_user.focus()["role"] == "tab"
    keyboard_user.page.keyboard.press("F6")
    assert keyboard_user.focus()["name"] == "All sites"
    keyboard_user.page.keyboard.press("Shift+F6")
    keyboard_user.page.keyboard.press("Shift+F6")
    keyboard_user.stands_on("Heading")


def test_single_keys_can_be_switched_off(keyboard_user: KeyboardUser):
    add(keyboard_user, "quote")
    dialog = keyboard_user.page.locator("#shortcuts")

    keyboard_user.page.keyboard.press("?")
    expect(dialog.locator("[data-shortcut-search]")).to_be_focused()
    keyboard_user.page.keyboard.type("pick")
    expect(dialog.locator("[data-shortcut-count]")).to_have_text("1 found")
    keyboard_user.tab_to(lambda at: at["role"] == "input" and not at["name"])
    keyboard_user.page.keyboard.press("Space")
    keyboard_user.page.keyboard.press("Escape")
    keyboard_user.stands_on("Quote")

    keyboard_user.page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    keyboard_user.page.keyboard.press("Control+/")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-single-keys]")).not_to_be_checked()


def test_the_palette_lists_only_available_commands(keyboard_user: KeyboardUser):
    keyboard_user.open_palette()
    keyboard_user.page.keyboard.type("duplicate")
    expect(keyboard_user.page.locator("[data-chooser-nothing]")).to_have_text(
        "Nothing found. Try another word."
    )
    keyboard_user.page.keyboard.press("Escape")

    add(keyboard_user, "quote")
    keyboard_user.open_palette()
    keyboard_user.page.keyboard.type("dupl")
    expect(keyboard_user.page.locator("#chooser-list [role=option]")).to_have_count(1)
    keyboard_user.page.keyboard.press("Enter")
    keyboard_user.desk.saved()
    keyboard_user.stands_on("Quote", "Quote duplicated, position 2 of 2 in the page.")


def test_a_block_has_a_context_menu(keyboard_user: KeyboardUser):
    add(keyboard_user, "quote")

    keyboard_user.page.keyboard.press("Shift+F10")
    expect(keyboard_user.page.locator("[role=menu]")).to_be_visible()
    keyboard_user.page.keyboard.press("Escape")
    keyboard_user.stands_on("Quote")
    keyboard_user.page.keyboard.press("Shift+F10")
    expect(keyboard_user.page.locator("[role=menuitem]").first).to_be_focused()
    keyboard_user.page.keyboard.type("m")
    assert keyboard_user.focus()["name"].startswith("Move to…")
    keyboard_user.page.keyboard.press("Enter")
    expect(keyboard_user.page.locator("#chooser-title")).to_have_text(
        "Move Quote “A line that makes one want to read on.” to…"
    )
