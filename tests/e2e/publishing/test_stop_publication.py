"""Stopping a publication from the editor, by keyboard, while the workers are suspended."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psutil
import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.axe import look_in_each_light
from tests.e2e.desk import Desk
from tests.e2e.sites.test_first_site import choose_template, sign_up
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser

WIDTHS = (1440, 360)
"""The window widths at which the dialog must be accessible."""


@contextmanager
def workers_suspended(running: RunningQuillSpace) -> Iterator[None]:
    """Suspend all workers within the block, so that publications wait."""
    everything = psutil.Process(running.process.pid).children(recursive=True)
    workers = [each for each in everything if "worker" in each.cmdline()]
    assert workers
    for each in workers:
        each.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in workers:
            each.send_signal(signal.SIGCONT)


def test_a_publication_is_stopped_by_keyboard_and_the_next_one_goes_live(
    running_quillspace: RunningQuillSpace, desk: Desk
):
    page = desk.page
    dialog = page.locator("#publication")
    with workers_suspended(running_quillspace):
        page.locator("[data-act=publish]").click()
        stop = dialog.get_by_role("button", name="Stop")
        stop.focus()
        # The button keeps the focus while the dialog polls for progress.
        with page.expect_response(lambda response: "/publications/" in response.url):
            pass
        expect(stop).to_be_focused()
        findings = {"waiting": look_in_each_light(page, *WIDTHS)}
        page.keyboard.press("Enter")
        expect(dialog).to_contain_text("Stopped. Readers still see your site as it was before.")
        expect(dialog.get_by_role("button", name="Publish again")).to_be_focused()
        findings["stopped"] = look_in_each_light(page, *WIDTHS)

    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Live at", timeout=30_000)
    findings["done"] = look_in_each_light(page, *WIDTHS)
    page.keyboard.press("Escape")
    with workers_suspended(running_quillspace):
        page.locator("[data-act=publish]").click()
        expect(dialog.get_by_role("button", name="Stop")).to_be_visible()
        break_newest_build(running_quillspace)
        expect(dialog).to_contain_text("Readers still see your site as it was before.")
    findings["failed"] = look_in_each_light(page, *WIDTHS)

    assert {state: found for state, found in findings.items() if found} == {}


def test_the_progress_of_a_first_publication_is_accessible(running_quillspace: RunningQuillSpace, page: Page):
    sign_up(page, running_quillspace.url)
    desk = choose_template(page, "stanza", f"first-{uuid4().hex[:8]}")
    dialog = page.locator("#publication")
    findings = {}
    with workers_suspended(running_quillspace):
        page.locator("[data-act=publish]").click()
        expect(dialog.get_by_role("button", name="Stop")).to_be_visible()
        findings["waiting"] = look_in_each_light(page, *WIDTHS)
        page.reload()
        desk.wait()
        expect(page.locator("[data-act=publish]")).to_contain_text("Publishing")
        findings["after a reload"] = look_in_each_light(page, *WIDTHS)
        page.locator("[data-act=publish]").click()
        set_progress_of_newest_build(running_quillspace, done=640, total=1000)
        expect(dialog).to_contain_text("640 of 1,000 pages")
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 360, "height": 800})
        expect(page.locator("[data-act=publish]")).to_have_accessible_name("Publishing, 640 of 1,000")
        saved, button = (
            page.locator(one).bounding_box() for one in ("[data-save-text]", "[data-act=publish]")
        )
        assert saved["x"] + saved["width"] <= button["x"]
        page.locator("[data-act=publish]").click()

    expect(dialog).to_contain_text("Live at", timeout=30_000)
    findings["done"] = look_in_each_light(page, *WIDTHS)

    assert {state: found for state, found in findings.items() if found} == {}


def break_newest_build(running: RunningQuillSpace) -> None:
    """Mark the newest build as failed in the database."""
    admin = (running.home / "postgres" / "admin.dsn").read_text().strip()
    with psycopg.connect(admin.replace("/postgres?", "/quillspace?", 1)) as connection:
        connection.execute(
            "UPDATE site_builds SET status = 'error', error = 'We could not make the page “Home”.'"
            " WHERE id = (SELECT id FROM site_builds ORDER BY created_at DESC LIMIT 1)"
        )


def set_progress_of_newest_build(running: RunningQuillSpace, *, done: int, total: int) -> None:
    """Mark the newest build as running, with `done` of `total` pages rendered, in the database."""
    admin = (running.home / "postgres" / "admin.dsn").read_text().strip()
    with psycopg.connect(admin.replace("/postgres?", "/quillspace?", 1)) as connection:
        connection.execute(
            "UPDATE site_builds SET status = 'building', pages_done = %s, pages_total = %s"
            " WHERE id = (SELECT id FROM site_builds ORDER BY created_at DESC LIMIT 1)",
            (done, total),
        )
