"""A new author's journey, from the first visit to a page that readers can see."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("template", ["regency", "field-notes", "stanza"])
def test_a_new_author_builds_and_publishes_a_site(
    running_quillspace: RunningQuillSpace, page: Page, template: str
):
    subdomain = f"anne-{uuid4().hex[:8]}"
    sign_up(page, running_quillspace.url)
    desk = choose_template(page, template, subdomain)

    first = desk.block("[data-slot=root] > [data-block-id]").first
    desk.drag(desk.entry("Hero"), first, at=0)
    desk.page.locator("form[data-inspector] [name=heading]").fill("A quiet sea")
    desk.saved()
    desk.entry("Columns").click()
    desk.saved()
    columns = desk.block("[data-selected]").get_attribute("data-block-id")
    desk.drag(desk.entry("Button"), desk.block(f"[data-slot='{columns}:column1']"))
    desk.page.locator("form[data-inspector] [name=label]").fill("Read the first letter")
    desk.saved()
    desk.press("Escape")
    desk.press("Escape")
    desk.press("Alt+ArrowUp")
    assert desk.order()[:2] == ["Columns", "Hero"]

    desk.page.locator("[data-act=publish]").click()
    expect(desk.page.locator("#publication")).to_contain_text("Live at", timeout=30_000)

    desk.page.goto(f"{running_quillspace.site_url(subdomain)}/")
    text = desk.page.locator("main").inner_text().lower()
    assert text.index("read the first letter") < text.index("a quiet sea")
    scripts = desk.page.locator("script:not([type='application/ld+json'])").evaluate_all(
        "scripts => scripts.map(({ type, src, text }) => [type, new URL(src).pathname.split('/')[1], text])"
    )
    # Only this template has enlargeable pictures, which need a script from the site's own assets.
    assert scripts == ([["module", "_assets", ""]] if template == "field-notes" else [])


def sign_up(page: Page, url: str) -> None:
    page.goto(f"{url}/sign-up")
    page.fill("[name=name]", "Anne Elliot")
    page.fill("[name=email]", f"anne-{uuid4().hex[:8]}@example.test")
    page.fill("[name=password]", "kellynch hall in autumn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/new**")


def choose_template(page: Page, template: str, subdomain: str) -> Desk:
    page.locator(f"input[name=template][value={template}]").check(force=True)
    page.fill("[name=subdomain]", subdomain)
    page.locator("form:has([name=subdomain]) button[type=submit]").last.click()
    page.wait_for_url("**/pages/*/edit")
    desk = Desk(page)
    desk.wait()
    return desk
