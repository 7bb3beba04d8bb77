"""Workers with limited resources or a wrong clock: the live build stays, and publishing recovers."""

import resource
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.models import BuildStatus, PageOperation
from app.services import documents, editing, publishing
from app.services.documents import Gesture
from app.tenancy import tenant_scope, transaction
from tests.faults.deployment import Readers
from tests.services.publishing.support import live_build, publish, view

PAUSE = 0.035
EXTRA_MEMORY = 4 * 1024 * 1024
"""The number of additional bytes of memory that a worker may allocate: less than a publication needs."""


def limit_workers(deployment, limit: int) -> None:
    """Limit a resource of all running workers, but not of their replacements."""
    for worker in deployment.processes("worker"):
        most = {
            resource.RLIMIT_AS: worker.memory_info().vms + EXTRA_MEMORY,
            resource.RLIMIT_NOFILE: worker.num_fds() + 1,
            resource.RLIMIT_FSIZE: 24,
        }[limit]
        worker.rlimit(limit, (most, most))


@pytest.mark.threat("F12")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("limit", "pages"),
    [
        pytest.param(resource.RLIMIT_AS, 30, id="memory"),
        pytest.param(resource.RLIMIT_AS, 200, id="memory, many pages", marks=pytest.mark.soak),
        pytest.param(resource.RLIMIT_NOFILE, 90, id="open files", marks=pytest.mark.soak),
        pytest.param(resource.RLIMIT_FSIZE, 90, id="size of files", marks=pytest.mark.soak),
    ],
)
def test_readers_do_not_notice_a_limited_worker_and_the_next_one_publishes(deployment, limit, pages):
    site = deployment.create_site(pages=pages)
    site.wait_finished(site.publish())
    site.wait_live()

    with Readers(site, pause=PAUSE).reading() as readers:
        limit_workers(deployment, limit)
        build = site.wait_finished(site.publish(), seconds=120)
        deployment.kill("worker")
        deployment.wait_healthy()
        assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
        site.wait_live(seconds=60)

    attempts = site.attempts(build.id)
    print(f"{readers.requests} files read, {build.status} after {attempts} attempts: {build.error}")
    assert readers.complaints == []
    # This proves that the limit took effect: the publication failed with a reason, or another worker finished it.
    assert build.error or attempts > 1
    assert site.crawl() == {(200, site.edition)}


@pytest.mark.threat("F12")
@pytest.mark.parametrize("hours", [-1, 1])
def test_a_worker_whose_clock_is_wrong_publishes_in_order(people, clean_database, hours):
    first = publish(people.ada)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        second = publish(people.ada)
    third = publish(people.ada)

    assert live_build(people.ada) == third
    assert {view(people.ada, build).status for build in (first, second, third)} == {BuildStatus.SUCCESS}
    with tenant_scope(people.ada.tenant_id):
        assert [build.id for build in publishing.list_builds(people.ada.site_id)] == [third, second, first]


@pytest.mark.threat("F12")
@pytest.mark.parametrize("hours", [-1, 1])
def test_an_app_whose_clock_is_wrong_keeps_edits_in_order_and_people_signed_in(app, people, hours):
    """The clock of the database stays right, and the app's is corrected in the middle of a session."""
    client = app.test_client()
    words = ["before", "meanwhile", "after"]
    edit(people.ada, words[0])
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        people.ada.sign_in_by_form(client)
        assert client.get("/sites").status_code == 200
        edit(people.ada, words[1])
    assert client.get("/sites").status_code == 200
    edit(people.ada, words[2])

    with tenant_scope(people.ada.tenant_id):
        assert documents.tree_at(people.ada.page_id).nodes["heading-1"].props["text"] == words[2]
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        query = select(PageOperation.revision).where(PageOperation.page_id == people.ada.page_id)
        revisions = session.scalars(query.order_by(PageOperation.created_at)).all()
    assert revisions == sorted(revisions)


def edit(person, words) -> None:
    with tenant_scope(person.tenant_id, user_id=person.id):
        editing.update_block(person.page_id, "heading-1", {"text": words}, gesture=Gesture())
