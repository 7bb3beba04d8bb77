"""The whole job without a mouse: only keys act here; what is evaluated only looks."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk
from tests.e2e.hands import Hands
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


PARTS = """() => [...document.querySelectorAll("main [class^=c-]")]
  .filter(part => !part.classList[0].includes("__"))
  .map(part => [part.classList[0].slice(2), part.textContent.trim()])"""
"""The components of a published page in their order, each with the words in it."""
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
def hands(desk: Desk) -> Hands:
    """Somebody at the keyboard in front of a new, empty page."""
    return Hands(desk)


def add(hands: Hands, *components: str) -> None:
    for component in components:
        hands.do(f"add {component}")


def test_a_page_is_built_and_published(running_quillspace: RunningQuillSpace, browser: Browser, desk: Desk):
    title = desk.page.locator("#page-switcher [aria-current]").text_content() or ""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    hands = sign_in_by_key(context.new_page(), running_quillspace.url)
    hands.tab_to(lambda at: at["href"].endswith("/edit"))
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_url("**/pages/*/edit")
    hands.desk.wait()
    hands.go_to(title)

    build(hands)
    move_about(hands)
    find(hands, "northanger")
    restore(hands)

    hands.do("publish")
    expect(hands.page.locator("#publication")).to_contain_text("Live at", timeout=30_000)
    hands.page.keyboard.press("Escape")
    expect(hands.page.locator("#publish-dialog")).to_be_hidden()
    hands.page.goto(f"{running_quillspace.site_url('jane-austen')}/{title.lower().replace(' ', '-')}")
    kinds = {kind for kind, _ in BUILT}
    parts = [part for part in hands.page.evaluate(PARTS) if part[0] in kinds]
    assert [kind for kind, _ in parts] == [kind for kind, _ in BUILT]
    assert all(words.startswith(said) for (_, words), (_, said) in zip(parts, BUILT, strict=True)), parts
    context.close()


def sign_in_by_key(page: Page, url: str) -> Hands:
    page.goto(f"{url}/sign-in")
    hands = Hands(Desk(page))
    if hands.focus()["field"] != "email":
        hands.tab_to(lambda at: at["field"] == "email")
    page.keyboard.type("author@demo.test")
    hands.tab_to(lambda at: at["field"] == "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites**")
    return hands


def build(hands: Hands) -> None:
    """Eight parts, two levels deep, with words of their own."""
    add(hands, "section")
    hands.stands_on("Section", "Section added, position 1 of 1 in the page.")
    add(hands, "heading")
    hands.press("Alt+ArrowRight")
    hands.stands_on("Heading", "Heading, position 1 of 1 in Section.")
    hands.write("Northanger Abbey")
    hands.stands_on("Heading")
    add(hands, "text")
    hands.stands_on("Text", "Text added, position 2 of 2 in Section.")
    hands.write("No one who had ever seen Catherine Morland")
    hands.press("Escape")
    hands.stands_on("Section", "Section selected, position 1 of 1 in the page")
    add(hands, "columns", "quote")
    hands.press("Alt+ArrowRight")
    hands.stands_on("Quote", "Quote, position 1 of 1 in Columns, first column.")
    hands.write("in her infancy")
    add(hands, "button")
    hands.write("Read on")
    hands.press("Escape")
    add(hands, "divider", "heading")
    hands.write("Contents")
    assert hands.desk.order() == ["Section", "Columns", "Divider", "Heading"]
    assert hands.desk.canvas.locator("[data-slot=root] [data-block-id]").count() == 8


def move_about(hands: Hands) -> None:
    """One part across slots, one deleted, both taken back."""
    hands.do("select button")
    hands.stands_on("Button")
    hands.press("Control+Shift+m")
    hands.choose("start of columns second")
    hands.settle()
    hands.stands_on("Button", "Button, position 1 of 1 in Columns, second column.")
    hands.press("Alt+ArrowLeft")
    hands.stands_on("Button", "Button, position 3 of 5 in the page.")
    hands.press("Delete")
    hands.stands_on("Divider", "Button deleted. Divider selected")
    hands.press("Control+z")
    hands.stands_on("Button", "Undone: Deleted Button. Button, position 3 of 5 in the page.")
    hands.press("Control+z")
    hands.hears("Undone: Moved Button out to the page. Button, position 1 of 1 in Columns, second column.")
    hands.stands_on("Button")
    columns = hands.desk.block("[data-block-type=Columns]").get_attribute("data-block-id")
    assert hands.desk.order(f"{columns}:column1") == ["Quote"]
    assert hands.desk.order(f"{columns}:column2") == ["Button"]


def restore(hands: Hands) -> None:
    """A version is named, a part deleted, and the version brought back from the history."""
    page = hands.page
    page.keyboard.press("Escape")
    hands.do("name this version")
    expect(page.locator("#version-dialog")).to_be_visible()
    page.keyboard.type("Before the cut")
    page.keyboard.press("Enter")
    expect(page.locator("#version-dialog")).to_be_hidden()
    hands.do("select columns")
    hands.stands_on("Columns")
    hands.press("Delete")
    assert hands.desk.block("[data-block-type=Columns]").count() == 0
    hands.do("history")
    page.locator("#history-list summary").first.wait_for()
    hands.tab_to(lambda at: at["role"] == "summary" and "Before the cut" in at["name"])
    page.keyboard.press("Enter")
    hands.tab_to(lambda at: at["name"] == "View")
    page.keyboard.press("Enter")
    expect(page.locator("#viewer")).to_be_visible()
    hands.tab_to(lambda at: at["name"] == "Restore")
    page.keyboard.press("Enter")
    hands.desk.block("[data-block-type=Columns]").wait_for()
    hands.settle()


def find(hands: Hands, words: str) -> None:
    hands.page.keyboard.press("Control+f")
    expect(hands.page.locator("#find [name=q]")).to_be_focused()
    hands.page.keyboard.type(words)
    hands.page.keyboard.press("Enter")
    expect(hands.desk.block("[data-selected]")).to_have_attribute("data-block-type", "Heading")
    hands.page.keyboard.press("Escape")


def test_several_are_selected_moved_doubled_and_deleted_together(hands: Hands):
    add(hands, "quote", "divider", "heading", "spacer")
    hands.press("ArrowUp")
    hands.stands_on("Heading", "Heading selected, position 3 of 4 in the page")

    hands.press("Shift+ArrowUp", "Shift+ArrowUp")
    hands.hears("3 parts selected")
    expect(hands.page.locator("[data-toolbar-name]")).to_have_text("3 parts")
    assert hands.desk.canvas.locator("[data-selected]").count() == 3

    hands.press("Alt+ArrowDown")
    hands.stands_on("Quote", "3 parts, positions 2 to 4 of 4 in the page.")
    assert hands.desk.order() == ["Spacer", "Quote", "Divider", "Heading"]

    hands.press("Control+d")
    hands.hears("3 parts duplicated, positions 5 to 7 of 7 in the page.")
    assert hands.desk.order()[4:] == ["Quote", "Divider", "Heading"]

    hands.press("Delete")
    hands.stands_on("Heading", "3 parts deleted. Heading selected")
    hands.press("Control+z", "Control+z", "Control+z")
    assert hands.desk.order() == ["Quote", "Divider", "Heading", "Spacer"]
    hands.press("Escape", "Control+a")
    hands.hears("4 parts selected")


def test_what_is_picked_up_goes_from_place_to_place_until_it_is_dropped(hands: Hands):
    add(hands, "quote", "columns", "heading")

    hands.page.keyboard.press("Space")
    hands.hears("Picked up Heading. Arrow keys move it, Enter drops it, Escape puts it back.")
    for key, words in (
        ("ArrowUp", "Position 1 of 1 in Columns, second column"),
        ("ArrowLeft", "Position 3 of 3 in the page, where it was"),
        ("Home", "Position 1 of 3 in the page"),
        ("ArrowRight", "Position 1 of 1 in Columns, first column"),
        ("ArrowRight", "There is no other place that way."),
    ):
        hands.page.keyboard.press(key)
        hands.hears(words)
    expect(hands.page.locator("#drop-line")).to_be_visible()
    hands.press("Enter")
    hands.stands_on("Heading", "Heading, position 1 of 1 in Columns, first column.")
    hands.press("Space", "End", "Escape")
    hands.stands_on("Heading", "Left where it was.")
    assert hands.desk.order() == ["Quote", "Columns"]
    hands.press("Control+z")
    assert hands.desk.order() == ["Quote", "Columns", "Heading"]


def test_tab_stops_once_in_the_page_and_f6_goes_around(hands: Hands):
    add(hands, "quote", "heading")

    hands.page.keyboard.press("Tab")
    assert hands.focus()["name"] == "Select the enclosing part"
    hands.page.keyboard.press("ArrowRight")
    hands.page.keyboard.press("Tab")
    hands.page.keyboard.press("Shift+Tab")
    assert hands.focus()["name"] == "Move up"
    hands.page.keyboard.press("Shift+Tab")
    hands.stands_on("Heading", "Heading, position 2 of 2 in the page")

    hands.page.keyboard.press("F6")
    assert hands.focus()["role"] == "tab"
    hands.page.keyboard.press("F6")
    assert hands.focus()["name"] == "All sites"
    hands.page.keyboard.press("Shift+F6")
    hands.page.keyboard.press("Shift+F6")
    hands.stands_on("Heading")


def test_single_keys_can_be_switched_off(hands: Hands):
    add(hands, "quote")
    dialog = hands.page.locator("#shortcuts")

    hands.page.keyboard.press("?")
    expect(dialog.locator("[data-shortcut-search]")).to_be_focused()
    hands.page.keyboard.type("pick")
    expect(dialog.locator("[data-shortcut-count]")).to_have_text("1 found")
    hands.tab_to(lambda at: at["role"] == "input" and not at["name"])
    hands.page.keyboard.press("Space")
    hands.page.keyboard.press("Escape")
    hands.stands_on("Quote")

    hands.page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    hands.page.keyboard.press("Control+/")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-single-keys]")).not_to_be_checked()


def test_the_palette_tells_only_what_can_be_done_now(hands: Hands):
    hands.open_palette()
    hands.page.keyboard.type("duplicate")
    expect(hands.page.locator("[data-chooser-nothing]")).to_have_text("Nothing found. Try another word.")
    hands.page.keyboard.press("Escape")

    add(hands, "quote")
    hands.open_palette()
    hands.page.keyboard.type("dupl")
    expect(hands.page.locator("#chooser-list [role=option]")).to_have_count(1)
    hands.page.keyboard.press("Enter")
    hands.desk.saved()
    hands.stands_on("Quote", "Quote duplicated, position 2 of 2 in the page.")


def test_a_part_has_a_menu(hands: Hands):
    add(hands, "quote")

    hands.page.keyboard.press("Shift+F10")
    expect(hands.page.locator("[role=menu]")).to_be_visible()
    hands.page.keyboard.press("Escape")
    hands.stands_on("Quote")
    hands.page.keyboard.press("Shift+F10")
    expect(hands.page.locator("[role=menuitem]").first).to_be_focused()
    hands.page.keyboard.type("m")
    assert hands.focus()["name"].startswith("Move to…")
    hands.page.keyboard.press("Enter")
    expect(hands.page.locator("#chooser-title")).to_have_text(
        "Move Quote “A line that makes one want to read on.” to…"
    )
