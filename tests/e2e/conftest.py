"""The demo's author in front of a page of her own."""

import pytest
from playwright.sync_api import Page

from tests.e2e.desk import Desk, open_new_page, sign_in
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
    return open_new_page(author, running_quillspace.url)
