"""Lighthouse results for published pages on a phone."""

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.publishing.lighthouse import examine, pages_of, typical
from tests.e2e.sites.test_first_site import choose_template, sign_up
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("site", "path"), [("jane-austen", "/"), ("jane-austin", "/")])
def test_the_home_pages_of_the_demo_have_no_faults_and_no_layout_shift(
    running_quillspace: RunningQuillSpace, tmp_path: Path, site: str, path: str
):
    report = examine(running_quillspace.site_url(site) + path, tmp_path)

    assert report.faults() == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_page_of_the_demo_scores_100(running_quillspace: RunningQuillSpace, tmp_path: Path):
    assert below_the_best(running_quillspace.site_url("jane-austen"), tmp_path) == {}


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("template", ["regency", "field-notes", "stanza"])
def test_every_page_of_a_new_site_scores_100(
    running_quillspace: RunningQuillSpace, page: Page, tmp_path: Path, template: str
):
    subdomain = f"light-{uuid4().hex[:8]}"
    sign_up(page, running_quillspace.url)
    desk = choose_template(page, template, subdomain)
    desk.page.locator("[data-act=publish]").click()
    expect(desk.page.locator("#publication")).to_contain_text("Live at", timeout=30_000)

    assert below_the_best(running_quillspace.site_url(subdomain), tmp_path) == {}


def below_the_best(site: str, folder: Path) -> dict[str, object]:
    """Return the pages with faults, a performance score below 100 or any blocking time, as medians of three runs."""
    found = {url: typical(url, folder, runs=3) for url in pages_of(site)}
    assert found
    return {url: each for url, each in found.items() if each != ([], 100, 0)}
