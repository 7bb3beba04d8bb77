"""Chromium with the editor open on one page."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests import house

CLOCK = (Path(__file__).parent / "editor_clock.js").read_text()
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
KINDS = {"Script": "JS", "Stylesheet": "CSS", "Document": "HTML"}
WATCHED = re.compile(r"/(presence|changes)\b")
"""Polling for other people's changes, which `crowd` measures."""


@dataclass
class Transfer:
    """The bytes transferred while the editor opens, and by each operation."""

    requests: int = 0
    bytes: dict[str, int] = field(default_factory=dict)
    code_to_edit: int = 0
    """The bytes of scripts and style sheets that were loaded before the page became editable."""
    up: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)
    _kinds: dict[str, str] = field(default_factory=dict)
    _operations: set[str] = field(default_factory=set)

    def listen(self, session: CDPSession) -> None:
        """Start counting."""
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        request = event["request"]
        if request["method"] in {"POST", "PATCH", "DELETE"} and not WATCHED.search(request["url"]):
            self._operations.add(event["requestId"])
            self.up.append(len(request.get("postData", "").encode()))

    @property
    def total(self) -> int:
        """The total number of bytes, including headers."""
        return sum(self.bytes.values())

    @property
    def code(self) -> int:
        """The bytes of scripts and style sheets."""
        return self.bytes.get("JS", 0) + self.bytes.get("CSS", 0)

    def _received(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):
            self._kinds[event["requestId"]] = KINDS.get(event["type"], event["type"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._operations:
            self.down.append(int(event["encodedDataLength"]))
        if kind := self._kinds.get(event["requestId"]):
            self.requests += 1
            self.bytes[kind] = self.bytes.get(kind, 0) + int(event["encodedDataLength"])


@dataclass(frozen=True)
class Opened:
    """An open editor, and how long it took to open."""

    page: Page
    session: CDPSession
    transfer: Transfer
    shown: float
    editable: float

    def set_network(self, milliseconds: int) -> None:
        """Set the latency to add to every request, in ms."""
        conditions = {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        }
        self.session.send("Network.emulateNetworkConditions", conditions)

    def heap(self) -> float:
        """Return the heap size of the page's scripts after garbage collection, in MB."""
        self.session.send("HeapProfiler.collectGarbage")
        return float(self.session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6

    def rest(self) -> None:
        """Wait until everything is saved and animations have ended."""
        self.page.evaluate("quillspace.queue.idle()")
        self.page.wait_for_timeout(150)

    def timed(self, on: str, state: str, act: Any, **facts: str) -> dict[str, float]:
        """Perform an action, and return the milliseconds until the canvas shows its effect."""
        self.page.evaluate("([on, state, facts]) => __clock.arm(on, state, facts)", [on, state, facts])
        act()
        result: dict[str, float] = self.page.evaluate("__clock.result")
        return result

    def point(self, block: str, y: int) -> tuple[float, float]:
        """Return the window coordinates `y` pixels below a block's top, or above its bottom if negative."""
        found = self.page.evaluate("([id, y]) => __clock.point(id, y)", [block, y])
        return found["x"], found["y"]

    def click(self, block: str) -> None:
        """Select a block with the mouse, and leave its text if the click started editing it."""
        self.page.mouse.click(*self.point(block, 4))
        if self.page.evaluate("!!quillspace.canvas.editing"):
            self.page.keyboard.press("Escape")
        self.rest()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the mouse button and drag, without releasing it."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + 20, start[1] + 12, steps=4)
        mouse.move(end[0], end[1] - 20, steps=10)
        mouse.move(*end, steps=5)
        self.page.wait_for_timeout(150)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=house.chromium(), args=list(OPTIONS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, cookie: tuple[str, str], *, blocks: int) -> Iterator[Opened]:
    """Open the editor in a new window with a cold cache, and wait until it is editable."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": url}])
    try:
        page, transfer = context.new_page(), Transfer()
        page.add_init_script(f"{CLOCK}\nif (window === top) __clock.watch({blocks});")
        session = context.new_cdp_session(page)
        transfer.listen(session)
        page.goto(url)
        _wait_until_editable(page)
        transfer.code_to_edit = transfer.code
        page.wait_for_timeout(800)
        times = page.evaluate("__clock.opened")
        yield Opened(page, session, transfer, times["shown"], times["editable"])
    finally:
        context.close()


def _wait_until_editable(page: Page) -> None:
    """Wait by polling, because Playwright's own waits evaluate strings, which our CSP forbids."""
    deadline = time.monotonic() + 60
    while not page.evaluate("window.__clock.opened.editable"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{page.url} could not be edited within a minute.")
        page.wait_for_timeout(50)
