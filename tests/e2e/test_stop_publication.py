"""Stopping a publication from the editor, by keyboard, while the workers take their time."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


@contextmanager
def no_worker_moves(running: RunningQuillSpace) -> Iterator[None]:
    """Meanwhile publications wait."""
    everything = psutil.Process(running.process.pid).children(recursive=True)
    workers = [each for each in everything if each.cmdline()[-1:] == ["worker"]]
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
    with no_worker_moves(running_quillspace):
        page.locator("[data-act=publish]").click()
        stop = dialog.get_by_role("button", name="Stop")
        stop.focus()
        # The progress is asked for again and again meanwhile, and the button stays under the finger.
        with page.expect_response(lambda answer: "/publications/" in answer.url):
            pass
        expect(stop).to_be_focused()
        page.keyboard.press("Enter")
        expect(dialog).to_contain_text("Stopped. Readers see your site as it was before.")
        expect(dialog.get_by_role("button", name="Publish again")).to_be_focused()

    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Live at", timeout=30_000)
