"""The picture library: describing, finding, using and deleting pictures, accessibility, and hostile files."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.axe import SCREENS, look
from tests.e2e.desk import Desk
from tests.e2e.editing.test_editor_access import open_demo_page
from tests.e2e.media.pictures import FIELD, UPLOAD, add_image, bring_to_library, open_library, picture, shown
from tests.pictures import encoded, jpeg, photo
from tests.running import RunningQuillSpace


def test_a_picture_is_described_once_and_found_by_keyboard(desk: Desk):
    file = picture()
    stem = file["name"].removesuffix(".jpg")
    bring_to_library(desk, file)
    desk.page.locator(f"#library [data-open-asset][data-name='{stem}']").press("Enter")
    desk.page.fill("#asset-alt", "A lane in June")
    desk.page.locator("#asset-alt").press("Tab")
    expect(desk.page.locator("[data-asset-saved]")).to_have_text("Saved.")
    desk.page.keyboard.press("Escape")
    add_image(desk)

    desk.page.locator(f"{FIELD} [data-choose-picture]").press("Enter")
    desk.page.locator("#library [data-asset]").first.wait_for()
    desk.page.locator("[data-library-search]").focus()
    desk.page.keyboard.type(stem)
    expect(desk.page.locator("#library [data-asset]")).to_have_count(1)
    for _ in range(2):
        desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    shown(desk).wait_for()

    expect(shown(desk)).to_have_attribute("alt", "A lane in June")
    expect(desk.page.locator("[name='image.alt']")).to_have_value("A lane in June")
    expect(desk.page.locator("#library")).not_to_be_visible()


def test_several_uploads_are_listed_and_one_is_added_to_the_page(desk: Desk):
    files = [picture() for _ in range(3)]
    bring_to_library(desk, *files)

    desk.page.locator(f"#library [data-name='{files[1]['name'][:-4]}']").click()
    desk.page.get_by_role("button", name="Add it to the page").click()
    shown(desk).wait_for()
    desk.saved()

    assert desk.order() == ["Image"]


def test_deleting_a_picture_shows_its_uses_and_can_be_undone(desk: Desk):
    add_image(desk)
    file = picture()
    desk.page.set_input_files(UPLOAD, file)
    shown(desk).wait_for()
    desk.saved()
    open_library(desk)

    desk.page.locator(f"#library [data-name='{file['name'][:-4]}']").click()
    expect(desk.page.locator(".ed-asset__uses a")).to_have_count(1)
    desk.page.locator("[data-ask-delete]").click()
    expect(desk.page.locator("[data-delete-question]")).to_contain_text("It’s used on 1 page")
    desk.page.locator("[data-delete-asset]").click()
    expect(shown(desk)).to_have_count(0)

    desk.page.locator("[data-restore-asset]").click()
    expect(shown(desk)).to_have_count(1)


def test_scripts_in_picture_files_do_not_run(desk: Desk):
    """The files are opened directly, on the app's own host."""
    program = b"<html><script>alert(document.domain)</script></html>"
    bring_to_library(
        desk,
        picture() | {"buffer": jpeg(40, 30, seed=uuid4().int % 2**32, comment=program) + program},
        picture() | {"buffer": encoded(photo(40, 30, seed=uuid4().int % 2**32), "GIF") + program},
        picture() | {"buffer": encoded(photo(40, 30, seed=uuid4().int % 2**32), "PNG") + program},
    )
    ran: list[str] = []
    desk.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    thumbs = desk.page.locator("#library [data-thumb]").all()
    addresses = [one.get_attribute("data-thumb") for one in thumbs[:3]]

    ours = desk.page.url.partition("/pages")[0]

    for address in addresses:
        response = desk.page.goto(ours + address)
        assert response.headers["content-type"] == "image/webp"
        assert desk.page.locator("img").count() == 1

    assert ran == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_in_uploads_and_the_library(
    running_quillspace: RunningQuillSpace, browser: Browser, width: int, scheme: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    desk = open_demo_page(running_quillspace, context.new_page())
    desk.canvas.locator("h1").first.click()
    desk.page.locator(FIELD).wait_for(state="attached")
    findings = {}
    desk.page.route("**/assets?name=*", lambda _route: None)
    desk.page.set_input_files(UPLOAD, picture("Never.jpg"))
    desk.page.locator(".ed-uploads__one").wait_for()
    findings["on its way"] = look(desk.page.main_frame)
    desk.page.get_by_role("button", name="Stop uploading Never.jpg").click()
    desk.page.unroute_all()
    bring_to_library(desk, picture())
    findings["library"] = look(desk.page.main_frame)
    desk.page.locator("#library [data-open-asset]").first.click()
    desk.page.locator("[data-ask-delete]").click()
    findings["one picture"] = look(desk.page.main_frame)
    desk.page.locator("[data-library-search]").evaluate("input => { input.value = 'nothing at all'; }")
    desk.page.locator("[data-library-search]").dispatch_event("input")
    desk.page.locator(".ed-tiles__none").wait_for(state="attached")
    findings["nothing found"] = look(desk.page.main_frame)

    assert {place: found for place, found in findings.items() if found} == {}
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
