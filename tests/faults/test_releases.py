"""Releases whose minute comes while something is dead: they begin once, and none is lost."""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.models import BuildStatus
from app.services import editing, pages, releases
from app.services.documents import Gesture
from app.tenancy import tenant_scope
from tests.edge.support import get
from tests.faults.town import wait_for


def plan(village, *, seconds):
    """Write on three pages, and have them go live together in so many seconds."""
    village.wait_over(village.publish())
    village.wait_live()
    starts = datetime.now(UTC) + timedelta(seconds=seconds)
    with tenant_scope(village.tenant_id):
        three = [page.id for page in pages.list_pages(village.site_id)][1:4]
        for page_id in three:
            editing.update_block(page_id, "heading-1", {"text": "Out now"}, gesture=Gesture())
        wanted = releases.Wanted(
            name="Launch", zone="UTC", starts_at=starts, ends_at=None, pages=frozenset(three)
        )
        releases.create_release(village.site_id, wanted)
    return starts


def wait_for_time(starts):
    time.sleep(max(0.0, (starts - datetime.now(UTC)).total_seconds()))


def out_now(town, village):
    found = [get(town.running.sites_port, path, host=village.host) for path in village.paths]
    return sum(b"Out now" in answer.body for answer in found)


def release_builds(town, village):
    with town.engine.connect() as connection:
        query = text("SELECT status FROM site_builds WHERE kind = 'release' AND site_id = :site")
        return [row.status for row in connection.execute(query, {"site": village.site_id})]


def test_a_release_begins_once_although_workers_and_relay_die_at_its_minute(town):
    village = town.found(pages=60)
    starts = plan(village, seconds=3)

    wait_for_time(starts)
    for _ in range(4):
        town.kill("worker", "relay")
        time.sleep(0.4)

    wait_for(lambda: out_now(town, village) == 3, 90)
    time.sleep(3)
    assert release_builds(town, village) == [BuildStatus.SUCCESS]


def test_a_release_whose_minute_the_database_missed_is_made_up_for(town):
    village = town.found(pages=12)
    starts = plan(village, seconds=3)

    with town.nobody_restarts():
        town.kill("postgres")
        wait_for_time(starts + timedelta(seconds=1))
        assert out_now(town, village) == 0
    town.wait_well()

    wait_for(lambda: out_now(town, village) == 3, 90)
    assert release_builds(town, village) == [BuildStatus.SUCCESS]
