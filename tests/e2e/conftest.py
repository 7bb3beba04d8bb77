"""Fixtures: the demo's author, signed in, with a new page open in the editor."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Cookie, Page

from tests import house
from tests.e2e.desk import Desk, sign_in
from tests.e2e.new_pages import NewPages
from tests.e2e.saving.held_server import STANDING, HeldServer
from tests.running import RunningQuillSpace

PASSWORD = "quillspace-demo"


@pytest.fixture(scope="session")
def cookies() -> list[Cookie]:
    """Cookies of the demo's author, shared by all tests; empty before the first sign-in."""
    return []


@pytest.fixture
def author(running_quillspace: RunningQuillSpace, page: Page, cookies: list[Cookie]) -> Page:
    """A page with the demo's author signed in: through the form the first time, and with cookies afterwards."""
    page.context.add_cookies(cookies)
    if page.request.get(f"{running_quillspace.url}/sites", max_redirects=0).status != 200:
        sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
        cookies[:] = page.context.cookies()
    return page


@pytest.fixture(scope="session")
def new_pages(running_quillspace: RunningQuillSpace) -> Iterator[NewPages]:
    """Inserts pages into the demo's site."""
    url = house.admin_url_below(running_quillspace.home)
    with psycopg.connect(url, autocommit=True) as database:
        yield NewPages(database)


@pytest.fixture
def desk(running_quillspace: RunningQuillSpace, new_pages: NewPages, author: Page) -> Iterator[Desk]:
    """A new, empty page of the demo's site, open in the editor; deleted after the test."""
    page_id = new_pages.add()
    author.goto(f"{running_quillspace.url}/pages/{page_id}/edit")
    desk = Desk(author)
    desk.wait()
    yield desk
    for window in author.context.pages:
        window.close()
    new_pages.remove(page_id)


@pytest.fixture
def server(desk: Desk) -> Iterator[HeldServer]:
    """Holds back all changes to a page with three blocks."""
    for number, component in enumerate(STANDING):
        desk.entry(component).click()
        desk.shows(STANDING[: number + 1])
        desk.saved()
    held = HeldServer(desk.page)
    held.hold()
    yield held
    held.release()
