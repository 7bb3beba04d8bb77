"""The demo's author in front of a page of her own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Cookie, Page

from tests.e2e.desk import Desk, open_new_page, sign_in
from tests.e2e.held import STANDING, HeldServer
from tests.running import RunningQuillSpace

PASSWORD = "quillspace-demo"


@pytest.fixture(scope="session")
def cookies() -> list[Cookie]:
    """What the browser of the demo's author remembers of her; nothing before she has signed in."""
    return []


@pytest.fixture
def author(running_quillspace: RunningQuillSpace, page: Page, cookies: list[Cookie]) -> Page:
    """The demo's author, signed in: by the form once, and then coming back to what she left open."""
    page.context.add_cookies(cookies)
    if page.request.get(f"{running_quillspace.url}/sites", max_redirects=0).status != 200:
        sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
        cookies[:] = page.context.cookies()
    return page


@pytest.fixture
def desk(running_quillspace: RunningQuillSpace, author: Page) -> Desk:
    """A new, empty page of the demo's site, open in the editor."""
    return open_new_page(author, running_quillspace.url)


@pytest.fixture
def server(desk: Desk) -> Iterator[HeldServer]:
    """Holds back what is done from now on, on a page with three parts."""
    for number, component in enumerate(STANDING):
        desk.entry(component).click()
        desk.shows(STANDING[: number + 1])
        desk.saved()
    held = HeldServer(desk.page)
    held.hold()
    yield held
    held.release()
