"""A keyboard-only user: key presses, announcements and focus."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk

MAX_TAB_STOPS = 80

WHERE = """() => {
  const outer = document.activeElement;
  const inner = outer?.contentDocument?.activeElement;
  const at = inner || outer;
  return {
    name: at.getAttribute("aria-label") || at.title || at.textContent.trim(),
    role: at.getAttribute("role") || at.nodeName.toLowerCase(),
    field: at.name || "",
    href: at.getAttribute("href") || "",
    block: at.dataset.blockId || "",
    type: at.dataset.blockType || "",
    selected: !!inner && at.hasAttribute("data-selected"),
  };
}"""


@dataclass
class KeyboardUser:
    """Presses keys, and checks the live region and the focus."""

    desk: Desk

    @property
    def page(self) -> Page:
        """The Playwright page."""
        return self.desk.page

    def focus(self) -> dict[str, str]:
        """Describe the focused element, inside or outside the canvas."""
        found: dict[str, str] = self.page.evaluate(WHERE)
        return found

    def press(self, *keys: str) -> None:
        """Press keys one after another, waiting until the effect of each is saved."""
        for key in keys:
            self.desk.press(key)

    def hears(self, text: str) -> None:
        """Wait until the live region announces this text."""
        expect(self.page.locator("#announcer")).to_have_text(text)

    def stands_on(self, type_: str, announcement: str = "") -> None:
        """Wait until a selected block of this type has the focus, and its position was announced."""
        if announcement:
            self.hears(announcement)
        deadline = time.monotonic() + 5
        while (focus := self.focus())["type"] != type_ or not focus["selected"]:
            assert time.monotonic() < deadline, focus
            self.page.wait_for_timeout(10)

    def tab_to(self, found: Callable[[dict[str, str]], bool], *, key: str = "Tab") -> None:
        """Press Tab until the focused element matches."""
        for _ in range(MAX_TAB_STOPS):
            self.page.keyboard.press(key)
            if found(self.focus()):
                return
        raise AssertionError(f"no focused element matched; the last one was {self.focus()}")

    def choose(self, query: str) -> None:
        """Type into the open list's search field and choose the first match."""
        field = self.page.locator("#chooser-search")
        expect(field).to_be_focused()
        self.page.keyboard.type(query)
        expect(self.page.locator("#chooser-list [role=option][aria-selected=true]")).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#chooser")).to_be_hidden()

    def open_palette(self) -> None:
        """Open the command palette."""
        self.page.keyboard.press("Control+k")
        expect(self.page.locator("#chooser-search")).to_be_focused()

    def do(self, command: str) -> None:
        """Run a command from the command palette."""
        self.open_palette()
        self.choose(command)
        self.settle()

    def settle(self) -> None:
        """Wait until everything is painted and saved."""
        self.page.evaluate("quillspace.editor.act('')")
        self.desk.saved()

    def go_to(self, title: str) -> None:
        """Go to another page of the site."""
        before = self.page.url
        self.open_palette()
        self.choose(f"go to {title}")
        self.page.wait_for_url(lambda url: url != before)
        self.desk.wait()

    def write(self, text: str) -> None:
        """Replace the first text of the selected block, and return to the block."""
        self.page.keyboard.press("Enter")
        self.page.locator("form[data-inspector]").wait_for()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.desk.saved()
        self.page.keyboard.press("Escape")
