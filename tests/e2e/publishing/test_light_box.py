"""Enlarging pictures on a published page: by mouse, by keyboard and without scripts."""

import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.axe import faults
from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, open_new_page, sign_in
from tests.e2e.media.pictures import FIELD, UPLOAD, add_image
from tests.e2e.publishing.lighthouse import examine
from tests.pictures import encoded
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser
NAMES = ("Roses by a wall", "A pond in the rain")


@pytest.fixture(scope="module")
def album(running_quillspace: RunningQuillSpace, browser: Browser) -> str:
    """The URL of a published page with two pictures that can be enlarged."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    desk = open_new_page(page, running_quillspace.url)
    desk.entry("Text").click()
    desk.saved()
    for name, turn in zip(NAMES, (0, 180), strict=True):
        put_picture(desk, name, turn)
    assert desk.canvas.locator("[data-script], script[src*=loader]").count() == 0
    title = page.title().partition(" · ")[0]
    page.locator("[data-act=publish]").click()
    expect(page.locator("#publication")).to_contain_text("Live at", timeout=40_000)
    context.close()
    return running_quillspace.site_url("jane-austen") + "/" + title.lower().replace(" ", "-")


def put_picture(desk: Desk, name: str, turn: int) -> None:
    """Add a picture that can be enlarged. It is a gradient, so that its files are small."""
    add_image(desk)
    sky = encoded(Image.linear_gradient("L").rotate(turn).resize((2000, 1400)).convert("RGB"), "JPEG")
    desk.page.set_input_files(UPLOAD, {"name": "sky.jpg", "mimeType": "image/jpeg", "buffer": sky})
    desk.page.locator(f"{FIELD} [data-picture-name]").wait_for()
    desk.page.fill("[name='image.alt']", name)
    desk.saved()
    desk.page.get_by_label("Can be enlarged").check()
    desk.saved()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A reader's browser; console and script errors fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_pictures_are_enlarged_browsed_and_closed_by_keyboard(reader: Page, album: str):
    reader.goto(album)
    first = reader.get_by_role("link", name=NAMES[0])
    first.focus()
    reader.keyboard.press("Enter")
    box = reader.get_by_role("dialog")

    expect(box).to_have_accessible_name(NAMES[0])
    expect(box.get_by_role("button", name="Close")).to_be_focused()
    assert box.evaluate("box => getComputedStyle(box).animationName") == "none"
    assert faults(reader) == []
    reader.keyboard.press("ArrowRight")
    expect(box).to_have_accessible_name(NAMES[1])
    expect(box.locator("[aria-live]")).to_have_text(NAMES[1])
    reader.keyboard.press("ArrowRight")
    expect(box).to_have_accessible_name(NAMES[0])
    reader.keyboard.press("ArrowLeft")
    expect(box).to_have_accessible_name(NAMES[1])
    reader.keyboard.press("Escape")

    expect(box).to_be_hidden()
    expect(first).to_be_focused()


def test_a_click_enlarges_a_picture_and_only_then_loads_the_script(reader: Page, album: str):
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(album)
    reader.wait_for_load_state("networkidle")
    assert [url for url in asked if "/_assets/image." in url] == []

    reader.get_by_role("link", name=NAMES[1]).click()

    box = reader.get_by_role("dialog")
    shown = box.get_by_role("img")
    expect(shown).to_have_attribute("alt", NAMES[1])
    shown.evaluate("image => image.decode()")
    assert shown.bounding_box()["width"] > 800
    assert len([url for url in asked if "/_assets/image." in url]) == 1
    box.get_by_role("button", name="Previous picture").click()
    expect(shown).to_have_attribute("alt", NAMES[0])
    box.get_by_role("button", name="Close").click()
    expect(box).to_be_hidden()


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts are off", "the script is lost"])
def test_without_the_script_a_picture_is_a_link_to_its_file(browser: Browser, album: str, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.route(re.compile(r"/_assets/image\."), lambda route: route.abort())
    page.goto(album)

    page.get_by_role("link", name=NAMES[0]).click()

    page.wait_for_url(re.compile(r"/_assets/[0-9a-f]{20}\.webp"))
    context.close()


def test_a_phone_shows_the_whole_picture(browser: Browser, album: str):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(album)

    page.get_by_role("link", name=NAMES[0]).tap()

    shown = page.get_by_role("dialog").get_by_role("img")
    shown.evaluate("image => image.decode()")
    found = shown.bounding_box()
    assert 300 < found["width"] <= 360
    assert abs(found["width"] / found["height"] - 2000 / 1400) < 0.05
    assert faults(page) == []
    context.close()


def test_lighthouse_finds_no_faults(album: str, tmp_path):
    report = examine(album, tmp_path)

    assert report.faults() == []
