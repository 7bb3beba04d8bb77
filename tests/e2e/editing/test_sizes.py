"""Settings that differ between phones, tablets and desktops, and blocks that are hidden on some of them."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.axe import look
from tests.e2e.desk import Desk
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser

ACROSS = "block => getComputedStyle(block.firstElementChild).gridTemplateColumns.split(' ').length"
ALIGNED = "block => getComputedStyle(block).textAlign"


def test_settings_for_phones_apply_to_phones_on_the_published_page(
    running_quillspace: RunningQuillSpace, desk: Desk
):
    for component in ("Columns", "Heading", "Quote"):
        add(desk, component)
    show(desk, "phone")

    select(desk, "Columns")
    set_style(desk, "small.phone", "two")
    select(desk, "Heading")
    set_style(desk, "align.phone", "center")
    select(desk, "Quote")
    shown_on(desk, "phone").uncheck()
    desk.saved()

    expect(desk.page.locator("#toolbar [data-toolbar-name]")).to_have_text("Quote · Hidden on phone")
    assert desk.block("[data-block-type=Quote]").is_visible()
    assert desk.block("[data-block-type=Columns]").evaluate(ACROSS) == 2
    published = publish(running_quillspace, desk)
    found = {}
    for width in (360, 768, 1440):
        published.set_viewport_size({"width": width, "height": 800})
        found[width] = (
            published.locator(".c-columns").evaluate(ACROSS),
            published.locator("h2.c-heading").evaluate(ALIGNED),
            published.locator(".c-quote").is_visible(),
        )
    assert found == {360: (2, "center", False), 768: (2, "start", True), 1440: (2, "start", True)}
    assert published.locator("[style]").count() == 0
    assert published.locator("script:not([type='application/ld+json'])").count() == 0
    published.close()


def test_the_canvas_matches_the_published_page_at_every_size(
    running_quillspace: RunningQuillSpace, desk: Desk
):
    add(desk, "Columns")
    add(desk, "Heading")
    for size, across, align in (("tablet", "three", "center"), ("phone", "single", "left")):
        show(desk, size)
        select(desk, "Columns")
        set_style(desk, f"small.{size}", across)
        select(desk, "Heading")
        set_style(desk, f"align.{size}", align)

    seen = {}
    for size in ("desktop", "tablet", "phone"):
        show(desk, size)
        seen[desk.canvas.evaluate("innerWidth")] = (
            desk.block("[data-block-type=Columns]").evaluate(ACROSS),
            desk.block("[data-block-type=Heading]").evaluate(ALIGNED),
        )
    published = publish(running_quillspace, desk)
    read = {}
    for width in seen:
        published.set_viewport_size({"width": width, "height": 800})
        read[width] = (
            published.locator(".c-columns").evaluate(ACROSS),
            published.locator("h2.c-heading").evaluate(ALIGNED),
        )
    published.close()
    assert list(seen.values()) == [(2, "start"), (3, "center"), (1, "start")]
    assert read == seen


def test_a_setting_shows_which_size_it_belongs_to_and_can_be_reset(desk: Desk):
    add(desk, "Heading")
    open_style(desk)
    note = desk.page.locator("[data-sized=align] .ed-sized__note:visible")
    show(desk, "phone")
    expect(note).to_have_text("Same as on desktop", use_inner_text=True)

    set_style(desk, "align.phone", "center")
    expect(note).to_have_text("For phones", use_inner_text=True)
    show(desk, "desktop")
    expect(note).to_have_text("Different on phones", use_inner_text=True)
    assert choice(desk, "align", "left").is_checked()

    show(desk, "phone")
    desk.page.get_by_role("button", name="Alignment: Same as on desktop").click()
    desk.saved()

    expect(note).to_have_text("Same as on desktop", use_inner_text=True)
    assert choice(desk, "align.phone", "left").is_checked()
    assert desk.page.evaluate("document.activeElement.name") == "align.phone"
    assert desk.block("[data-block-type=Heading]").evaluate(ALIGNED) == "start"


def test_a_size_without_a_setting_of_its_own_inherits_the_larger_one(desk: Desk):
    add(desk, "Heading")
    open_style(desk)

    set_style(desk, "align", "center")

    show(desk, "phone")
    assert choice(desk, "align.phone", "center").is_checked()
    assert desk.block("[data-block-type=Heading]").evaluate(ALIGNED) == "center"


def test_undo_reverts_settings_for_phones(desk: Desk):
    add(desk, "Heading")
    show(desk, "phone")
    set_style(desk, "align.phone", "center")
    shown_on(desk, "phone").uncheck()
    desk.saved()
    desk.page.evaluate("document.activeElement.blur()")

    desk.press("Control+z")
    assert shown_on(desk, "phone").is_checked()
    assert choice(desk, "align.phone", "center").is_checked()
    desk.press("Control+z")

    assert choice(desk, "align.phone", "left").is_checked()
    assert desk.block("[data-block-type=Heading]").evaluate(ALIGNED) == "start"
    expect(desk.page.locator("#toolbar [data-toolbar-name]")).to_have_text("Heading")


def test_a_block_cannot_be_hidden_at_every_size(desk: Desk):
    add(desk, "Heading")
    open_style(desk)
    for size in ("desktop", "tablet"):
        shown_on(desk, size).uncheck()
        desk.saved()

    shown_on(desk, "phone").click()

    assert shown_on(desk, "phone").is_checked()
    expect(desk.page.locator("#notices")).to_contain_text("It has to be shown on at least one screen")
    row = desk.page.locator("#outline [data-select]", has_text="Heading")
    expect(row).to_contain_text("Hidden on desktop and tablet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_sizes_differ(desk: Desk, scheme: str):
    desk.page.emulate_media(color_scheme=scheme)
    add(desk, "Hero")
    add(desk, "Stack")
    show(desk, "phone")
    set_style(desk, "align.phone", "center")
    shown_on(desk, "phone").uncheck()
    desk.saved()
    desk.open_panel("outline")

    findings = {"phone": look(desk.page.main_frame), "canvas": look(desk.canvas)}
    show(desk, "tablet")
    findings["tablet"] = look(desk.page.main_frame)

    assert {place: found for place, found in findings.items() if found} == {}


def add(desk: Desk, component: str) -> None:
    desk.entry(component).click()
    desk.saved()
    desk.page.locator(f"form[data-inspector^={component}]").wait_for()


def select(desk: Desk, component: str) -> None:
    desk.select(f"[data-block-type={component}]")
    desk.page.locator(f"form[data-inspector^={component}]").wait_for()


def show(desk: Desk, size: str) -> None:
    desk.page.locator(f"[data-viewport-button={size}]:visible").click()


def open_style(desk: Desk) -> None:
    tab = desk.page.locator("#tab-style")
    if tab.count():
        tab.click()


def choice(desk: Desk, name: str, value: str) -> Locator:
    return desk.page.locator(f"form[data-inspector] [name='{name}'][value={value}]")


def set_style(desk: Desk, name: str, value: str) -> None:
    open_style(desk)
    select = desk.page.locator(f"form[data-inspector] select[name='{name}']")
    if select.count():
        select.select_option(value)
    else:
        desk.page.locator(f"form[data-inspector] label:has([name='{name}'][value={value}])").click()
    desk.saved()


def shown_on(desk: Desk, size: str) -> Locator:
    open_style(desk)
    return desk.page.locator(f"form[data-inspector] [name='show_on.{size}']")


def publish(running: RunningQuillSpace, desk: Desk) -> Page:
    address = desk.page.locator(".ed-pages [aria-current] small").text_content()
    desk.page.locator("[data-act=publish]").click()
    expect(desk.page.locator("#publication")).to_contain_text("Live at", timeout=30_000)
    published = desk.page.context.new_page()
    published.goto(f"{running.site_url('jane-austen')}{address}")
    return published
