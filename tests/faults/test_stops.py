"""Publications stopped at any moment: readers still see the live build, and the next publication succeeds."""

import time
from uuid import UUID

import pytest

from app.errors import Conflict
from app.models import BuildStatus
from app.services import publishing
from app.tenancy import tenant_scope
from tests.faults.deployment import CrawledSite, Readers
from tests.faults.test_kills import times_live


def stop(site: CrawledSite, build_id: UUID) -> bool:
    """Stop a publication; return False if it is already live."""
    try:
        with tenant_scope(site.tenant_id):
            publishing.stop_publication(build_id)
    except Conflict:
        return False
    return True


def stop_at_moments(deployment, *, pages: int, moments: int) -> list[bool]:
    """Stop publications one after another, each at a later moment, and return which of them were stopped."""
    site = deployment.create_site(pages=pages)
    first = site.wait_finished(site.publish())
    site.wait_live()
    shown = site.edition
    ended = []
    with Readers(site).reading() as readers:
        for moment in range(moments):
            build = site.publish()
            time.sleep(2 * first.seconds * moment / moments)
            was_stopped = stop(site, build)
            assert site.view(build).status is (BuildStatus.STOPPED if was_stopped else BuildStatus.SUCCESS)
            shown = shown if was_stopped else site.edition
            site.wait_live(edition=shown)
            assert site.crawl() == {(200, shown)}
            assert times_live(deployment, build) == (not was_stopped)
            ended.append(was_stopped)
        after = site.publish()
        assert site.wait_finished(after).status is BuildStatus.SUCCESS
        site.wait_live()
    assert readers.complaints == []
    assert site.crawl() == {(200, site.edition)}
    print(
        f"{sum(ended)} of {moments} publications of {pages} pages were stopped, {readers.requests} files read"
    )
    return ended


@pytest.mark.threat("F9")
def test_readers_do_not_notice_publications_stopped_at_a_few_moments(deployment):
    assert any(stop_at_moments(deployment, pages=60, moments=4))


@pytest.mark.threat("F9")
@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pages", [10, 200, 1000])
def test_readers_do_not_notice_publications_stopped_at_ten_moments(deployment, pages):
    assert any(stop_at_moments(deployment, pages=pages, moments=10))
