"""Readers of a published site: redirects and passwords."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import sign_in
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


@pytest.fixture
def site(running_quillspace: RunningQuillSpace, page: Page) -> str:
    sign_in(page, running_quillspace.url, email="author@demo.test", password="quillspace-demo")
    return re.search(r"/sites/([0-9a-f-]{36})/pages", page.content())[1]


def wait_for_status(page: Page, url: str, status: int) -> None:
    """Reload until the page has this status; fails after ten seconds."""
    for _ in range(50):
        response = page.goto(url)
        if response and response.status == status:
            return
        page.wait_for_timeout(200)
    pytest.fail(f"{url} does not respond with {status}.")


def test_a_redirect_works_within_seconds_without_a_publication(running_quillspace, page, site):
    readers = f"http://jane-austen.localhost:{running_quillspace.sites_port}"
    wait_for_status(page, f"{readers}/", 200)
    page.goto(f"{running_quillspace.url}/sites/{site}/redirects")
    page.fill("[name=from_path]", "/the-old-site/*")
    page.fill("[name=target]", "/books")
    page.click("#form-redirect button[type=submit]")
    page.locator("#redirects").wait_for()

    wait_for_status(page, f"{readers}/the-old-site/novels.html", 200)

    assert page.url == f"{readers}/books"


def test_a_reader_enters_the_password_and_reads_on(running_quillspace, page, site):
    readers = f"http://jane-austen.localhost:{running_quillspace.sites_port}"
    lock = f"{running_quillspace.url}/sites/{site}/password"
    wait_for_status(page, f"{readers}/books", 200)
    page.goto(lock)
    page.fill("[name=password]", "netherfield")
    page.click("#form-lock button[type=submit]")
    page.get_by_role("button", name="Let everyone read it").wait_for()

    wait_for_status(page, f"{readers}/books", 401)
    page.get_by_label("Password").fill("pemberley")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_have_text("That’s not the password. Please try again.")
    page.get_by_label("Password").fill("netherfield")
    page.get_by_role("button", name="Open").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("novels")
    assert page.url == f"{readers}/books"
    page.goto(lock)
    page.get_by_role("button", name="Let everyone read it").click()
    page.get_by_text("Everyone can read your site").wait_for()
