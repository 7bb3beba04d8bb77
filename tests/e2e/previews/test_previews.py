"""Previews, created by an author and read by somebody without an account."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import SCREENS, faults
from tests.e2e.desk import sign_in
from tests.e2e.test_screens import PASSWORD
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


@pytest.fixture
def author(running_quillspace: RunningQuillSpace, browser: Browser):
    """A window in which the demo's author sees the list of publications and previews, and may use the clipboard."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    site_id = re.search(r"/sites/([0-9a-f-]{36})/pages", page.content())[1]
    page.goto(f"{running_quillspace.url}/sites/{site_id}/publications")
    yield page
    context.close()


def make_link(page: Page, *, opens_at: str = "") -> str:
    """Create a preview link, and return its URL from the clipboard."""
    page.get_by_label("Opens at").select_option(label=opens_at or "The home page")
    links = page.locator("#preview-links li [data-copy]")
    before = links.count()
    page.get_by_role("button", name="Create a link").click()
    expect(links).to_have_count(before + 1)
    copy = links.first
    copy.click()
    expect(copy).to_have_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_preview_can_be_read_without_an_account_until_its_link_is_revoked(author: Page, browser: Browser):
    link = make_link(author)
    friend = browser.new_context().new_page()
    host = link.partition("/_preview/")[0]

    response = friend.goto(link)

    assert response.status == 200
    assert friend.url == f"{host}/"
    expect(friend.locator("h1").first).to_be_visible()
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    friend.locator("nav a[href='/about']").first.click()
    expect(friend).to_have_url(f"{host}/about")
    assert friend.evaluate("document.images.length") == friend.evaluate(
        "[...document.images].filter(each => each.complete && each.naturalWidth).length"
    )

    author.get_by_role("button", name="Turn off link").first.click()
    author.get_by_role("button", name="Turn it off").first.click()
    author.get_by_text("The link no longer works").wait_for()
    response = friend.reload()
    assert response.status == 403
    assert friend.title() == "This link no longer works"
    assert friend.goto(link).status == 403
    assert faults(friend) == []


def test_an_earlier_publication_opens_in_a_new_tab(author: Page):
    author.get_by_role("button", name="Publish now").click()
    expect(author.locator("#publication")).to_contain_text("Live at", timeout=30_000)
    look = author.get_by_role("button", name=re.compile("^Open the site as published")).first

    with author.expect_popup() as opened:
        look.click()

    tab = opened.value
    tab.wait_for_url(re.compile(r"^http://preview-[a-z0-9]+\.localhost:\d+/$"))
    expect(tab.locator("h1").first).to_be_visible()
    assert author.url.endswith("/publications")


def test_the_hostname_alone_does_not_open_a_preview(author: Page, browser: Browser):
    link = make_link(author)
    host, _, secret = link.partition("/_preview/")
    stranger = browser.new_context().new_page()

    for path in ("/", "/about", "/sitemap.xml", "/404.html", f"/_preview/{secret[:-1]}"):
        assert stranger.goto(host + path).status == 403
        assert "Austen" not in stranger.content()
    assert stranger.context.cookies() == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_list_of_preview_links_is_accessible(author: Page, width, scheme):
    make_link(author)
    author.set_viewport_size({"width": width, "height": 800})
    author.emulate_media(color_scheme=scheme)

    author.wait_for_timeout(2600)

    assert faults(author) == []
