"""Holds back requests to the server, as on a slow network."""

import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Page, Route

from tests.e2e.desk import PATIENCE, intercept

STANDING = ["Heading", "Quote", "Divider"]
CHANGES = re.compile(r"/pages/[^/]+/(blocks|undos|redos|pastes|copies)")


@dataclass
class HeldServer:
    """Holds back every request that changes something until it is released."""

    page: Page
    is_open: bool = False
    held: list[Route] = field(default_factory=list)

    def hold(self) -> None:
        """Start holding requests."""
        intercept(self.page, CHANGES, self._take)

    def _take(self, route: Route) -> None:
        is_looking = route.request.method == "GET" and "/copies" not in route.request.url
        if self.is_open or is_looking:
            route.continue_()
        else:
            self.held.append(route)

    @property
    def changes(self) -> list[Route]:
        """The held requests that change something."""
        return [route for route in self.held if route.request.method != "GET"]

    def wait_for_a_change(self) -> None:
        """Wait until a change is held back; typing and choosing are debounced."""
        deadline = time.monotonic() + PATIENCE
        while not self.changes:
            assert time.monotonic() < deadline
            self.page.wait_for_timeout(10)

    def release(self) -> None:
        """Let all held and later requests through."""
        self.is_open = True
        while self.held:
            self.held.pop(0).continue_()

    def refuse(self, status: int, message: str) -> None:
        """Reject all held requests, and let later ones through."""
        self.is_open = True
        while self.held:
            self.held.pop(0).fulfill(
                status=status, body=f"<p data-message>{message}</p>", content_type="text/html"
            )
