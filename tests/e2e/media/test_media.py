"""Pictures in the editor: uploading, describing and replacing them, and rejecting invalid files."""

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.e2e.desk import Desk
from tests.e2e.media.pictures import FIELD, UPLOAD, WIDTH, add_image, drop, open_library, picture, shown
from tests.pictures import SVG


def test_an_uploaded_picture_is_shown_with_its_size_and_can_be_undone(desk: Desk):
    add_image(desk)

    desk.page.set_input_files(UPLOAD, picture("Garden.jpg"))
    shown(desk).wait_for()
    desk.saved()

    assert (shown(desk).get_attribute("width"), shown(desk).get_attribute("height")) == ("1200", "800")
    assert shown(desk).evaluate(WIDTH) == 1200
    expect(desk.page.locator(f"{FIELD} [data-picture-name]")).to_have_text("Garden")
    desk.page.fill("[name='image.alt']", "Roses by a wall")
    desk.saved()
    expect(shown(desk)).to_have_attribute("alt", "Roses by a wall")

    desk.page.evaluate("document.activeElement.blur()")
    desk.press("Control+z")
    desk.press("Control+z")
    expect(shown(desk)).to_have_count(0)
    expect(desk.page.locator(f"{FIELD} [data-picture-none]")).to_be_visible()


def test_after_an_upload_the_description_has_the_focus(desk: Desk):
    add_image(desk)
    desk.page.locator(UPLOAD).focus()

    desk.page.set_input_files(UPLOAD, picture())

    expect(desk.page.locator("[name='image.alt']")).to_be_focused()
    expect(desk.page.locator("#announcer")).to_have_text(re.compile("describe it"))


def test_a_file_dropped_on_a_picture_replaces_it(desk: Desk):
    add_image(desk)

    drop(desk.canvas.locator("[data-block-type=Image] [data-field=image]"), picture(width=600, height=300))
    expect(shown(desk)).to_have_attribute("width", "600")
    drop(shown(desk), picture(width=500, height=300))
    expect(shown(desk)).to_have_attribute("width", "500")

    desk.saved()
    assert desk.order() == ["Image"]


def test_a_file_dropped_on_a_picture_field_fills_the_field(desk: Desk):
    add_image(desk)

    drop(desk.page.locator(f"{FIELD} .ed-picture__shown"), picture(width=640, height=300))

    expect(shown(desk)).to_have_attribute("width", "640")


def test_a_file_dropped_between_two_blocks_becomes_an_image_block_in_one_step(desk: Desk):
    desk.entry("Text").click()
    desk.saved()
    desk.entry("Quote").click()
    desk.saved()

    drop(desk.canvas.locator("[data-block-type=Text]"), picture())
    shown(desk).wait_for()
    desk.saved()
    assert desk.order() == ["Text", "Image", "Quote"]

    desk.page.evaluate("document.activeElement.blur()")
    desk.press("Control+z")
    assert desk.order() == ["Text", "Quote"]


def test_a_stopped_upload_adds_no_picture(desk: Desk):
    add_image(desk)
    desk.page.route("**/assets?name=*", lambda _route: None)
    desk.page.set_input_files(UPLOAD, picture("Never.jpg"))

    desk.page.get_by_role("button", name="Stop uploading Never.jpg").click()

    expect(desk.page.locator("#uploads")).to_be_hidden()
    desk.page.unroute_all()
    open_library(desk)
    desk.page.locator("#library li").first.wait_for()
    expect(desk.page.locator("#library [data-name='Never']")).to_have_count(0)


def test_an_upload_is_retried_after_a_lost_connection(desk: Desk):
    add_image(desk)
    failures = iter(["abort", "abort"])

    def handle(route: Route) -> None:
        if next(failures, ""):
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.page.route("**/assets?name=*", handle)
    desk.page.set_input_files(UPLOAD, picture())

    shown(desk).wait_for(timeout=20_000)
    desk.saved()


def test_an_invalid_file_gets_an_error_and_changes_nothing(desk: Desk, tmp_path: Path):
    add_image(desk)
    too_large = tmp_path / "huge.jpg"
    with too_large.open("wb") as file:
        file.truncate(31 * 1024 * 1024)

    desk.page.set_input_files(UPLOAD, {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": SVG})
    expect(desk.page.locator(".ed-uploads__one")).to_contain_text("save the picture as PNG")
    desk.page.set_input_files(UPLOAD, too_large)
    expect(desk.page.locator(".ed-uploads__one").last).to_contain_text("up to 30 MB")

    expect(shown(desk)).to_have_count(0)


def test_changes_around_a_picture_do_not_reload_it(desk: Desk):
    desk.entry("Divider").click()
    add_image(desk)
    desk.page.set_input_files(UPLOAD, picture())
    desk.page.fill("[name='image.alt']", "Roses")
    desk.saved()
    shown(desk).evaluate("async image => { await image.decode(); image.isTheSame = true; }")
    asked: list[str] = []
    desk.page.on("request", lambda one: asked.append(one.url) if one.frame == desk.canvas else None)

    desk.edit("[data-block-type=Image] figcaption")
    desk.page.keyboard.type("By the wall")
    desk.page.keyboard.press("Escape")
    desk.saved()
    desk.press("Alt+ArrowUp")
    assert desk.order() == ["Image", "Divider"]
    desk.press("Control+z")
    desk.press("Control+z")

    assert desk.order() == ["Divider", "Image"]
    assert (
        shown(desk).evaluate("image => [image.isTheSame, image.complete, image.naturalWidth > 0]")
        == [True] * 3
    )
    assert asked == []
