"""Windows of the tests' browser: each test gets a new one, with nothing left over from earlier tests."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page

LEFT_BY_TESTS = "cookies,file_systems,indexeddb,local_storage,cache_storage,service_workers,other"
"""Everything that a site can store except the HTTP cache, which would only have to be filled again."""


@dataclass
class Windows:
    """Opens windows in one browser context, so that scripts and styles are loaded and compiled only once."""

    browser: Browser
    _context: BrowserContext | None = None
    _origins: set[str] = field(default_factory=set)

    def open(self) -> Page:
        """Open a new window of 1440 by 900 pixels."""
        try:
            page = self._shared().new_page()
        except Error:
            # A test may have closed its context.
            self._context = None
            page = self._shared().new_page()
        self._forget(page)
        return page

    def close(self, *, with_context: bool = False) -> None:
        """Close all windows; `with_context` also closes the context, which keeps state such as a clock."""
        context, self._context = self._context, None
        if context is None:
            return
        try:
            if with_context:
                context.close()
                return
            for page in context.pages:
                page.close()
            context.unroute_all()
            context.set_offline(False)
            context.clear_permissions()
            context.clear_cookies()
            self._context = context
        except Error:
            context.close()

    def _shared(self) -> BrowserContext:
        if self._context is None:
            self._context = self.browser.new_context(
                viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
            )
            self._context.on("page", lambda page: page.on("domcontentloaded", self._note))
        return self._context

    def _note(self, page: Page) -> None:
        self._origins.add(origin_of(page.url))

    def _forget(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        for origin in self._origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": LEFT_BY_TESTS})
        session.detach()


def origin_of(url: str) -> str:
    """Return the scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
