"""The demo's author in front of a page of her own."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.e2e.desk import Desk, sign_in
from tests.running import RunningQuillSpace

PASSWORD = "quillspace-demo"


@pytest.fixture
def author(running_quillspace: RunningQuillSpace, page: Page) -> Page:
    """The demo's author, signed in."""
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    return page


@pytest.fixture
def desk(running_quillspace: RunningQuillSpace, author: Page) -> Desk:
    """A new, empty page of the demo's site, open in the editor."""
    author.goto(f"{running_quillspace.url}/sites")
    author.goto(author.locator("a[href$='/edit']").first.evaluate("link => link.href"))
    site = author.locator("body").get_attribute("data-site")
    token = author.locator("meta[name=csrf-token]").get_attribute("content")
    made = author.request.post(
        f"{running_quillspace.url}/sites/{site}/pages",
        form={"csrf_token": token, "title": f"Page {uuid4().hex[:8]}"},
        headers={"Origin": running_quillspace.url},
        max_redirects=0,
    )
    assert made.status in {200, 303}, made.text()
    author.goto(f"{running_quillspace.url}/sites/{site}/pages")
    author.goto(author.locator("a[data-edit-page]").last.evaluate("link => link.href"))
    desk = Desk(author)
    desk.wait()
    return desk
