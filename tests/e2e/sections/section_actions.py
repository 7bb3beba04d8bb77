"""Actions on sections in the editor."""

from playwright.sync_api import Locator, expect

from tests.e2e.desk import Desk


def heading(desk: Desk, text: str) -> None:
    """Add a heading with this text; it stays selected."""
    desk.entry("Heading").click()
    desk.saved()
    field = desk.page.locator('[name="text"]')
    field.fill(text)
    desk.saved()


def save_section(desk: Desk, name: str, *, way: str = "copy", everywhere: bool = False) -> None:
    """Save the selection as a section, or share it."""
    desk.page.locator("#toolbar [data-act=keep]").click()
    dialog = desk.page.locator("#keep-section")
    dialog.locator("[name=name]").fill(name)
    dialog.locator(f"[name=way][value={way}]").check()
    if everywhere:
        dialog.locator("[name=everywhere]").check()
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    desk.saved()
    expect(own_section(desk, name)).to_be_visible()


def own_section(desk: Desk, name: str) -> Locator:
    """Locate one of the author's own sections in the palette."""
    return desk.page.locator("#your-sections .ed-entry", has_text=name)


def open_settings(desk: Desk, name: str) -> None:
    """Open a section's settings."""
    desk.open_panel("add")
    desk.page.locator("#your-sections").get_by_role("button", name=f"Settings for {name}").click()
    desk.page.locator("#section-dialog [data-section-form]").wait_for()
