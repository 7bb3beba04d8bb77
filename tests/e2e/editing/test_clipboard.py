"""Copy, cut and paste: on a page, between pages, and between two customers' sites."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk import Desk, intercept
from tests.e2e.keyboard_user import KeyboardUser
from tests.e2e.sites.test_first_site import choose_template, sign_up
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
def keyboard_user(desk: Desk) -> KeyboardUser:
    """A keyboard user whose browser may read the clipboard."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return KeyboardUser(desk)


@pytest.fixture
def stranger(running_quillspace: RunningQuillSpace, browser: Browser) -> Iterator[Page]:
    """Another user, with an account and a site."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sign_up(page, running_quillspace.url)
    yield page
    context.close()


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def copy(keyboard_user: KeyboardUser, announcement: str, *, key: str = "Control+c") -> None:
    keyboard_user.page.keyboard.press(key)
    keyboard_user.hears(announcement)
    keyboard_user.desk.saved()


def test_copied_blocks_are_pasted_after_the_selection(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    keyboard_user.write("It is a truth")
    keyboard_user.do("add divider")
    keyboard_user.press("Shift+ArrowUp")

    copy(keyboard_user, "2 parts copied.")
    keyboard_user.press("Control+v")

    keyboard_user.hears("2 parts pasted, positions 3 to 4 of 4 in the page.")
    keyboard_user.stands_on("Quote")
    assert keyboard_user.desk.order() == ["Quote", "Divider", "Quote", "Divider"]
    expect(keyboard_user.desk.block("[data-block-type=Quote] >> nth=1")).to_contain_text("It is a truth")
    keyboard_user.press("Control+z")
    assert keyboard_user.desk.order() == ["Quote", "Divider"]


def test_a_cut_block_is_removed_and_can_be_pasted_on_another_page(keyboard_user: KeyboardUser):
    keyboard_user.do("add columns")
    keyboard_user.do("add quote")

    copy(keyboard_user, "Quote cut. Columns selected", key="Control+x")
    assert keyboard_user.desk.order() == ["Columns"]
    keyboard_user.go_to("The novels")
    before = keyboard_user.desk.order()
    keyboard_user.page.keyboard.press("F6")
    keyboard_user.press("Control+v")

    keyboard_user.hears(f"Quote pasted, position {len(before) + 1} of {len(before) + 1} in the page.")
    assert keyboard_user.desk.order() == [*before, "Quote"]
    keyboard_user.press("Control+z")
    assert keyboard_user.desk.order() == before


def test_blocks_copied_by_one_customer_can_be_pasted_by_another(keyboard_user: KeyboardUser, stranger: Page):
    keyboard_user.do("add section")
    keyboard_user.do("add button")
    keyboard_user.press("Alt+ArrowRight")
    keyboard_user.write("To the novels")
    page_of_this_site = keyboard_user.desk.page.url.split("/")[-2]
    keyboard_user.page.locator("form[data-inspector] [name='link.page']").select_option(page_of_this_site)
    keyboard_user.desk.saved()
    keyboard_user.page.keyboard.press("F6")
    keyboard_user.page.keyboard.press("Shift+F6")
    keyboard_user.press("Escape")
    copy(keyboard_user, "Section copied.")
    copied = clipboard(keyboard_user.page)
    assert page_of_this_site in copied

    other = KeyboardUser(choose_template(stranger, "regency", f"anne-{uuid4().hex[:8]}"))
    stranger.evaluate("text => navigator.clipboard.writeText(text)", copied)
    other.press("ArrowDown", "Control+v")

    pasted = other.desk.block("[data-block-type=Section]:has-text('To the novels')")
    expect(pasted).to_be_visible()
    expect(stranger.locator(".ed-notice")).to_contain_text("isn’t on this site")
    copy(other, "Section copied.")
    assert page_of_this_site not in clipboard(stranger)


def test_the_clipboard_holds_puck_data_and_accepts_data_written_by_puck(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    copy(keyboard_user, "Quote copied.")
    data = json.loads(clipboard(keyboard_user.page))

    assert data["root"] == {"props": {}}
    assert [block["type"] for block in data["content"]] == ["Quote"]
    made_by_puck = {"type": "Heading", "props": {"id": "Heading-1", "text": "From elsewhere"}}
    keyboard_user.page.evaluate("text => navigator.clipboard.writeText(text)", json.dumps(made_by_puck))
    keyboard_user.press("Control+v")
    keyboard_user.stands_on("Heading", "Heading pasted, position 2 of 2 in the page.")
    expect(keyboard_user.desk.block("[data-selected]")).to_have_text("From elsewhere")


def test_pasted_text_becomes_a_block_and_invalid_data_gets_an_explanation(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    keyboard_user.page.evaluate("navigator.clipboard.writeText('One\\n\\n<b>Two</b>')")
    keyboard_user.press("Control+v")
    keyboard_user.stands_on("Text", "Text pasted, position 2 of 2 in the page.")
    assert keyboard_user.desk.block("[data-selected]").inner_text().split() == ["One", "<b>Two</b>"]

    keyboard_user.page.evaluate("navigator.clipboard.writeText('{\"content\": [1]}')")
    keyboard_user.page.keyboard.press("Control+v")
    expect(keyboard_user.page.locator(".ed-notice")).to_contain_text(
        "What you pasted doesn’t contain any parts"
    )
    assert keyboard_user.desk.order() == ["Quote", "Text"]


def test_text_selected_in_a_field_is_copied_by_the_browser(keyboard_user: KeyboardUser):
    keyboard_user.do("add heading")
    keyboard_user.page.locator("form[data-inspector] [name=text]").focus()
    keyboard_user.page.keyboard.press("Control+a")
    keyboard_user.page.keyboard.press("Control+c")

    assert clipboard(keyboard_user.page) == "A new heading"


def test_offline_a_cut_block_is_removed_and_pasted_at_once(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    keyboard_user.write("It is a truth")
    keyboard_user.do("add divider")
    page = keyboard_user.page
    page.keyboard.press("ArrowUp")
    page.context.set_offline(True)

    page.keyboard.press("Control+x")
    keyboard_user.stands_on("Divider", "Quote cut. Divider selected")
    assert keyboard_user.desk.order() == ["Divider"]
    page.keyboard.press("Control+v")
    keyboard_user.hears("Quote pasted, position 2 of 2 in the page.")
    page.keyboard.press("Control+v")
    keyboard_user.hears("Quote pasted, position 3 of 3 in the page.")

    page.context.set_offline(False)
    keyboard_user.desk.saved()
    page.reload()
    keyboard_user.desk.wait()
    assert keyboard_user.desk.order() == ["Divider", "Quote", "Quote"]
    for quote in keyboard_user.desk.block("[data-block-type=Quote]").all():
        expect(quote).to_contain_text("It is a truth")


def test_a_cut_block_can_be_pasted_on_the_next_page_even_if_copying_failed(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    keyboard_user.write("It is a truth")
    intercept(keyboard_user.page, "**/copies?*", lambda route: route.abort())
    keyboard_user.page.keyboard.press("Control+x")
    keyboard_user.hears("Quote cut.")
    keyboard_user.desk.saved()

    keyboard_user.go_to("The novels")
    before = keyboard_user.desk.order()
    keyboard_user.page.keyboard.press("F6")
    keyboard_user.press("Control+v")

    assert keyboard_user.desk.order() == [*before, "Quote"]
    expect(keyboard_user.desk.block("[data-block-type=Quote]").last).to_contain_text("It is a truth")
    keyboard_user.press("Control+z")


def test_a_picture_on_the_clipboard_becomes_an_image_block(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    keyboard_user.write("Before the picture")
    keyboard_user.page.evaluate(SCREENSHOT)

    keyboard_user.page.keyboard.press("Control+v")

    expect(keyboard_user.desk.block("[data-block-type=Image] img")).to_have_attribute("width", "40")
    keyboard_user.desk.saved()
    assert keyboard_user.desk.order() == ["Quote", "Image"]
    keyboard_user.desk.edit("[data-block-type=Quote] [data-field=quote]")
    keyboard_user.page.keyboard.press("Control+v")
    expect(keyboard_user.desk.block("[data-block-type=Image] img")).to_have_count(2)
    keyboard_user.desk.saved()
    keyboard_user.page.evaluate("document.activeElement.blur()")
    keyboard_user.press("Control+z", "Control+z")
    assert keyboard_user.desk.order() == ["Quote"]


def test_blocks_are_copied_and_pasted_by_menu(keyboard_user: KeyboardUser):
    keyboard_user.do("add quote")
    keyboard_user.do("copy")
    keyboard_user.hears("Quote copied.")

    keyboard_user.do("paste")

    keyboard_user.hears("Quote pasted, position 2 of 2 in the page.")
    assert keyboard_user.desk.order() == ["Quote", "Quote"]
