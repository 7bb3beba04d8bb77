"""Copy, cut and paste: on a page, between pages, and between the sites of two customers."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk import Desk, intercept
from tests.e2e.hands import Hands
from tests.e2e.test_first_site import choose_template, sign_up
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser

SCREENSHOT = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  const colour = Math.floor(Math.random() * 0xffffff).toString(16).padStart(6, "0");
  Object.assign(canvas.getContext("2d"), { fillStyle: `#${colour}` }).fillRect(0, 0, 40, 30);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
}"""


@pytest.fixture
def hands(desk: Desk) -> Hands:
    """Somebody at the keyboard, whose browser lets them look at the clipboard."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return Hands(desk)


@pytest.fixture
def stranger(running_quillspace: RunningQuillSpace, browser: Browser) -> Iterator[Page]:
    """Somebody else, with an account and a site of their own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sign_up(page, running_quillspace.url)
    yield page
    context.close()


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def copy(hands: Hands, what: str, *, key: str = "Control+c") -> None:
    hands.page.keyboard.press(key)
    hands.hears(what)
    hands.desk.saved()


def test_what_is_copied_is_pasted_beside_the_selection(hands: Hands):
    hands.do("add quote")
    hands.write("It is a truth")
    hands.do("add divider")
    hands.press("Shift+ArrowUp")

    copy(hands, "2 parts copied.")
    hands.press("Control+v")

    hands.hears("2 parts pasted, positions 3 to 4 of 4 in the page.")
    hands.stands_on("Quote")
    assert hands.desk.order() == ["Quote", "Divider", "Quote", "Divider"]
    expect(hands.desk.block("[data-block-type=Quote] >> nth=1")).to_contain_text("It is a truth")
    hands.press("Control+z")
    assert hands.desk.order() == ["Quote", "Divider"]


def test_what_is_cut_leaves_and_comes_back_elsewhere(hands: Hands):
    hands.do("add columns")
    hands.do("add quote")

    copy(hands, "Quote cut. Columns selected", key="Control+x")
    assert hands.desk.order() == ["Columns"]
    hands.go_to("The novels")
    before = hands.desk.order()
    hands.page.keyboard.press("F6")
    hands.press("Control+v")

    hands.hears(f"Quote pasted, position {len(before) + 1} of {len(before) + 1} in the page.")
    assert hands.desk.order() == [*before, "Quote"]
    hands.press("Control+z")
    assert hands.desk.order() == before


def test_what_one_customer_copied_another_one_pastes(hands: Hands, stranger: Page):
    hands.do("add section")
    hands.do("add button")
    hands.press("Alt+ArrowRight")
    hands.write("To the novels")
    page_of_this_site = hands.desk.page.url.split("/")[-2]
    hands.page.locator("form[data-inspector] [name='link.page']").select_option(page_of_this_site)
    hands.desk.saved()
    hands.page.keyboard.press("F6")
    hands.page.keyboard.press("Shift+F6")
    hands.press("Escape")
    copy(hands, "Section copied.")
    copied = clipboard(hands.page)
    assert page_of_this_site in copied

    other = Hands(choose_template(stranger, "regency", f"anne-{uuid4().hex[:8]}"))
    stranger.evaluate("text => navigator.clipboard.writeText(text)", copied)
    other.press("ArrowDown", "Control+v")

    pasted = other.desk.block("[data-block-type=Section]:has-text('To the novels')")
    expect(pasted).to_be_visible()
    expect(stranger.locator(".ed-notice")).to_contain_text("not on this site")
    copy(other, "Section copied.")
    assert page_of_this_site not in clipboard(stranger)


def test_the_clipboard_holds_what_puck_reads_and_takes_what_puck_wrote(hands: Hands):
    hands.do("add quote")
    copy(hands, "Quote copied.")
    data = json.loads(clipboard(hands.page))

    assert data["root"] == {"props": {}}
    assert [block["type"] for block in data["content"]] == ["Quote"]
    made_by_puck = {"type": "Heading", "props": {"id": "Heading-1", "text": "From elsewhere"}}
    hands.page.evaluate("text => navigator.clipboard.writeText(text)", json.dumps(made_by_puck))
    hands.press("Control+v")
    hands.stands_on("Heading", "Heading pasted, position 2 of 2 in the page.")
    expect(hands.desk.block("[data-selected]")).to_have_text("From elsewhere")


def test_words_become_a_text_and_nonsense_gets_a_sentence(hands: Hands):
    hands.do("add quote")
    hands.page.evaluate("navigator.clipboard.writeText('One\\n\\n<b>Two</b>')")
    hands.press("Control+v")
    hands.stands_on("Text", "Text pasted, position 2 of 2 in the page.")
    assert hands.desk.block("[data-selected]").inner_text().split() == ["One", "<b>Two</b>"]

    hands.page.evaluate("navigator.clipboard.writeText('{\"content\": [1]}')")
    hands.page.keyboard.press("Control+v")
    expect(hands.page.locator(".ed-notice")).to_contain_text("We could not find parts of a page")
    assert hands.desk.order() == ["Quote", "Text"]


def test_text_that_is_selected_in_a_field_is_copied_by_the_browser(hands: Hands):
    hands.do("add heading")
    hands.page.locator("form[data-inspector] [name=text]").focus()
    hands.page.keyboard.press("Control+a")
    hands.page.keyboard.press("Control+c")

    assert clipboard(hands.page) == "A new heading"


def test_without_a_network_what_is_cut_goes_and_is_pasted_at_once(hands: Hands):
    hands.do("add quote")
    hands.write("It is a truth")
    hands.do("add divider")
    page = hands.page
    page.keyboard.press("ArrowUp")
    page.context.set_offline(True)

    page.keyboard.press("Control+x")
    hands.stands_on("Divider", "Quote cut. Divider selected")
    assert hands.desk.order() == ["Divider"]
    page.keyboard.press("Control+v")
    hands.hears("Quote pasted, position 2 of 2 in the page.")
    page.keyboard.press("Control+v")
    hands.hears("Quote pasted, position 3 of 3 in the page.")

    page.context.set_offline(False)
    hands.desk.saved()
    page.reload()
    hands.desk.wait()
    assert hands.desk.order() == ["Divider", "Quote", "Quote"]
    for quote in hands.desk.block("[data-block-type=Quote]").all():
        expect(quote).to_contain_text("It is a truth")


def test_what_is_cut_is_there_on_the_next_page_though_the_clipboard_never_got_it(hands: Hands):
    hands.do("add quote")
    hands.write("It is a truth")
    intercept(hands.page, "**/copies?*", lambda route: route.abort())
    hands.page.keyboard.press("Control+x")
    hands.hears("Quote cut.")
    hands.desk.saved()

    hands.go_to("The novels")
    before = hands.desk.order()
    hands.page.keyboard.press("F6")
    hands.press("Control+v")

    assert hands.desk.order() == [*before, "Quote"]
    expect(hands.desk.block("[data-block-type=Quote]").last).to_contain_text("It is a truth")
    hands.press("Control+z")


def test_a_picture_on_the_clipboard_becomes_a_part_of_the_page(hands: Hands):
    hands.do("add quote")
    hands.write("Before the picture")
    hands.page.evaluate(SCREENSHOT)

    hands.page.keyboard.press("Control+v")

    expect(hands.desk.block("[data-block-type=Image] img")).to_have_attribute("width", "40")
    hands.desk.saved()
    assert hands.desk.order() == ["Quote", "Image"]
    hands.desk.edit("[data-block-type=Quote] [data-field=quote]")
    hands.page.keyboard.press("Control+v")
    expect(hands.desk.block("[data-block-type=Image] img")).to_have_count(2)
    hands.desk.saved()
    hands.page.evaluate("document.activeElement.blur()")
    hands.press("Control+z", "Control+z")
    assert hands.desk.order() == ["Quote"]


def test_the_menu_copies_and_pastes(hands: Hands):
    hands.do("add quote")
    hands.do("copy")
    hands.hears("Quote copied.")

    hands.do("paste")

    hands.hears("Quote pasted, position 2 of 2 in the page.")
    assert hands.desk.order() == ["Quote", "Quote"]
