"""Releases that fall due during an outage: each begins exactly once."""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.models import BuildStatus
from app.services import editing, pages, releases
from app.services.documents import Gesture
from app.tenancy import tenant_scope
from tests.edge.support import get
from tests.faults.deployment import wait_for


def plan(site, *, seconds):
    """Edit three pages, and schedule their release in `seconds`."""
    site.wait_finished(site.publish())
    site.wait_live()
    starts = datetime.now(UTC) + timedelta(seconds=seconds)
    with tenant_scope(site.tenant_id):
        three = [page.id for page in pages.list_pages(site.site_id)][1:4]
        for page_id in three:
            editing.update_block(page_id, "heading-1", {"text": "Out now"}, gesture=Gesture())
        wanted = releases.Wanted(
            name="Launch", zone="UTC", starts_at=starts, ends_at=None, pages=frozenset(three)
        )
        releases.create_release(site.site_id, wanted)
    return starts


def wait_for_time(starts):
    time.sleep(max(0.0, (starts - datetime.now(UTC)).total_seconds()))


def out_now(deployment, site):
    found = [get(deployment.running.sites_port, path, host=site.host) for path in site.paths]
    return sum(b"Out now" in response.body for response in found)


def release_builds(deployment, site):
    with deployment.engine.connect() as connection:
        query = text("SELECT status FROM site_builds WHERE kind = 'release' AND site_id = :site")
        return [row.status for row in connection.execute(query, {"site": site.site_id})]


def test_a_release_begins_once_even_if_workers_and_relay_are_killed_when_it_is_due(deployment):
    site = deployment.create_site(pages=60)
    starts = plan(site, seconds=3)

    wait_for_time(starts)
    for _ in range(4):
        deployment.kill("worker", "relay")
        time.sleep(0.4)

    wait_for(lambda: out_now(deployment, site) == 3, 90)
    time.sleep(3)
    assert release_builds(deployment, site) == [BuildStatus.SUCCESS]


def test_a_release_due_during_a_database_outage_begins_afterwards(deployment):
    site = deployment.create_site(pages=12)
    starts = plan(site, seconds=3)

    with deployment.supervisor_suspended():
        deployment.kill("postgres")
        wait_for_time(starts + timedelta(seconds=1))
        assert out_now(deployment, site) == 0
    deployment.wait_healthy()

    wait_for(lambda: out_now(deployment, site) == 3, 90)
    assert release_builds(deployment, site) == [BuildStatus.SUCCESS]
