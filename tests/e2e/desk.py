"""A page object for the editor: gestures, waits and lookups."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.sync_api import Frame, Locator, Page, Route, expect

PATIENCE = 30
PART = """([html, selector]) =>
  new DOMParser().parseFromString(html, "text/html").querySelector(selector).innerHTML"""


@dataclass
class Desk:
    """An open editor."""

    page: Page

    @property
    def canvas(self) -> Frame:
        """The page being edited."""
        frame = self.page.frame(name="canvas")
        assert frame is not None
        return frame

    def wait(self) -> None:
        """Wait until the canvas and the palette's samples have loaded and everything is saved."""
        self.canvas.locator("body[data-revision]").wait_for()
        self._until("window.quillspace?.canvas.isLoaded")
        self._until("quillspace.editor.samples.paths('Text').length > 0")
        self.saved()

    def saved(self) -> None:
        """Wait until everything is saved."""
        self._until("!window.quillspace.queue.isBusy && window.quillspace.canvas.isLoaded")
        expect(self.page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")

    def _until(self, condition: str) -> None:
        """Wait by polling, because Playwright's own waits evaluate strings, which our CSP forbids."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, condition
            self.page.wait_for_timeout(10)

    def entry(self, component: str) -> Locator:
        """Locate a component in the palette."""
        return self.page.locator(f'[data-component="{component}"]')

    def open_panel(self, name: str) -> None:
        """Open one of the panels."""
        button = self.page.locator(f".ed-rail [data-panel-button={name}]")
        if button.get_attribute("aria-pressed") != "true":
            button.click()

    def block(self, selector: str) -> Locator:
        """Locate a block on the page."""
        return self.canvas.locator(selector)

    def select(self, selector: str) -> None:
        """Click a block on the page."""
        self.canvas.locator(selector).first.click(position={"x": 4, "y": 4})
        self.page.locator("form[data-inspector]").wait_for()

    def edit(self, selector: str) -> Locator:
        """Click some text on the page until it is editable, and return it.

        The clicks are at its end, because the toolbar of a selected block below may cover its beginning.
        """
        text = self.canvas.locator(selector).first
        text.scroll_into_view_if_needed()
        box = text.bounding_box()
        assert box is not None
        end = {"x": box["width"] - 6, "y": box["height"] / 2}
        text.click(position=end)
        if text.get_attribute("data-editing") is None:
            text.click(position=end)
        expect(text).to_have_attribute("data-editing", re.compile("text"))
        return text

    def drag(self, source: Locator, target: Locator, *, at: float = 0.5) -> None:
        """Drag with the mouse to a relative height within the target: 0 is its top, 1 its bottom."""
        target.scroll_into_view_if_needed()
        source.scroll_into_view_if_needed()
        start, end = source.bounding_box(), target.bounding_box()
        assert start is not None
        assert end is not None
        x, y = end["x"] + end["width"] / 2, end["y"] + min(max(end["height"] * at, 2), end["height"] - 2)
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(start["x"] + start["width"] / 2 + 20, start["y"] + 12, steps=4)
        mouse.move(x, y, steps=12)
        self.page.wait_for_timeout(50)
        mouse.up()
        self.saved()

    def order(self, slot: str = "root") -> list[str]:
        """Return the types of the blocks directly in a slot."""
        return self.canvas.evaluate(
            "slot => [...document.querySelectorAll(`[data-slot='${slot}'] > [data-block-id]`)]"
            ".map(block => block.dataset.blockType)",
            slot,
        )

    def stored(self, selector: str) -> str:
        """Return the inner HTML of an element on the page, as stored on the server."""
        canvas = self.page.request.get(self.page.url.partition("?")[0].removesuffix("edit") + "canvas").text()
        return str(self.page.evaluate(PART, [canvas, selector]))

    def shows(self, order: list[str]) -> None:
        """Wait until the top-level blocks of the page have these types."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.order()) != order:
            assert time.monotonic() < deadline, found
            self.page.wait_for_timeout(10)

    def press(self, key: str) -> None:
        """Press a key and wait until its effect is saved."""
        self.page.keyboard.press(key)
        self.saved()


def intercept(page: Page, address: str | re.Pattern[str], handler: Callable[[Route], object]) -> None:
    """Intercept a page's requests from now on.

    Chromium does not intercept requests that are made while it sets up a route, so a probe checks when it is active.
    """
    probe = f"/{uuid4().hex}"
    page.route(f"**{probe}", lambda route: route.fulfill(status=204))
    page.route(address, handler)
    deadline = time.monotonic() + PATIENCE
    while page.evaluate("probe => fetch(probe).then(({ status }) => status)", probe) != 204:
        assert time.monotonic() < deadline
    page.unroute(f"**{probe}")


def sign_in(page: Page, url: str, *, email: str, password: str) -> None:
    """Sign in through the form."""
    page.goto(f"{url}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites**")


def open_new_page(page: Page, url: str) -> Desk:
    """Create an empty page in the first site, and open it in the editor.

    The page is not in the site's menu, because a long menu would push content out of the window.
    """
    sites = page.request.get(f"{url}/sites").text()
    pages = url + re.findall(r'href="(/sites/[^"/]+/pages)"', sites)[0]
    name = f"page-{uuid4().hex[:8]}"
    form = {
        "csrf_token": re.findall(r'name="csrf-token" content="([^"]+)"', sites)[0],
        "title": name.replace("p", "P", 1).replace("-", " "),
        "slug": name,
    }
    _post(page, pages, form)
    address = re.findall(r'href="(/pages/[^"]+/edit)" data-edit-page', page.request.get(pages).text())[-1]
    _post(page, f"{url}{address.removesuffix('edit')}details", form)
    page.goto(f"{url}{address}")
    desk = Desk(page)
    desk.wait()
    return desk


def open_file(desk: Desk, data: dict[str, Any]) -> None:
    """Create a page in the same site from Puck Data, and open it in the editor."""
    page, site = desk.page, desk.page.locator("body").get_attribute("data-site")
    url = page.url.partition("/pages/")[0]
    file = {"name": "page.json", "mimeType": "application/json", "buffer": json.dumps(data).encode()}
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    response = page.request.post(
        f"{url}/sites/{site}/files",
        multipart={"csrf_token": token, "document": file},
        headers={"Origin": url},
    )
    assert response.ok, response.text()
    listed = page.request.get(f"{url}/sites/{site}/pages").text()
    made = re.findall(r'data-edit-page="([^"]*)"', listed)[-1]
    page.goto(f"{url}/pages/{made}/edit")
    desk.wait()


def _post(page: Page, address: str, form: dict[str, str]) -> None:
    made = page.request.post(address, form=form, headers={"Origin": address}, max_redirects=0)
    assert made.status in {200, 303}, made.text()
