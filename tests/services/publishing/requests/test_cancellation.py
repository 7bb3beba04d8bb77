"""Stopping a publication: the live build stays, nothing is left incomplete, and the next one can run at once."""

import pytest
from sqlalchemy import text

from app.errors import Conflict, NotFound
from app.jobs import outbox
from app.models import BuildKind, BuildStatus
from app.services import history, publishing
from app.services.publishing import lease as leases
from app.services.publishing import run
from app.services.publishing.activation import activation
from app.services.publishing.lease import LeaseLost
from app.services.publishing.rendering import site_files
from app.tenancy import tenant_scope, transaction
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, publish, request, view
from tests.services.publishing.test_garbage import AT_ONCE, stored


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def rename(engine, name):
    change(engine, "UPDATE sites SET name = :name", name=name)


def test_a_waiting_publication_is_stopped_and_its_job_does_nothing(ada):
    build = request(ada)

    publishing.stop_publication(build)
    outbox.deliver()
    work()

    stopped = view(ada, build)
    assert stopped.status is BuildStatus.STOPPED
    assert stopped.stopped_by == "Ada"
    assert stopped.completed_at
    assert live_build(ada) is None
    assert publishing.list_stale_builds() == []


def test_the_worker_of_a_stopped_publication_loses_the_lease_at_the_next_step(ada):
    build = request(ada)
    lease = leases.acquire(build)

    publishing.stop_publication(build)

    for step in (lease.renew, lease.retry_later, lambda: lease.fail("too late")):
        with pytest.raises(LeaseLost):
            step()
    assert view(ada, build).status is BuildStatus.STOPPED


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (run, "plan_publication"),
        (run, "render_files"),
        (site_files, "render_not_found_page"),
        (activation, "manifest_hash"),
        (activation, "go_live"),
    ],
)
def test_a_publication_stopped_at_any_step_never_goes_live_and_the_next_one_does(
    ada, admin_engine, monkeypatch, module, step
):
    before = publish(ada)
    files = stored(ada)
    rename(admin_engine, "Second")
    build = request(ada)
    act = getattr(module, step)

    def stop_then_act(*arguments, **more):
        monkeypatch.setattr(module, step, act)
        publishing.stop_publication(build)
        return act(*arguments, **more)

    monkeypatch.setattr(module, step, stop_then_act)
    publishing.publish(build)

    assert view(ada, build).status is BuildStatus.STOPPED
    assert live_build(ada) == before
    publishing.collect_garbage(grace=AT_ONCE)
    assert stored(ada) == files
    with admin_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM build_holds")).scalar() == 0
    again = publish(ada)
    assert live_build(ada) == again


def test_a_live_publication_cannot_be_stopped(ada):
    build = publish(ada)

    with pytest.raises(Conflict, match="restore the previous publication"):
        publishing.stop_publication(build)

    assert view(ada, build).status is BuildStatus.SUCCESS
    assert live_build(ada) == build


def test_stopping_is_idempotent(ada, admin_engine):
    build = request(ada)

    publishing.stop_publication(build)
    publishing.stop_publication(build)

    with admin_engine.connect() as connection:
        rows = connection.execute(text("SELECT actor_id FROM audit_log WHERE action = 'site.publish_stop'"))
        assert rows.scalars().all() == [ada.id]


def test_older_unfinished_publications_are_stopped_too(ada):
    older = request(ada)
    lease = leases.acquire(older)
    newer = request(ada)

    publishing.stop_publication(newer)

    assert view(ada, older).status is BuildStatus.STOPPED
    with pytest.raises(LeaseLost):
        lease.renew()


def test_a_newer_publication_is_not_stopped(ada):
    older = request(ada)
    leases.acquire(older)
    newer = request(ada)

    publishing.stop_publication(older)
    publishing.publish(newer)

    assert live_build(ada) == newer


def test_the_view_names_who_stopped_the_publication(people, ada):
    with tenant_scope(people.ada.tenant_id, user_id=people.bob.id):
        build = request(ada)
    publishing.stop_publication(build)

    rows = [(entry.what, entry.who) for entry in history.read_site_history(ada.site_id).chunk.entries]

    assert ("Stopped a publication", "Ada") in rows


def test_a_publication_of_another_tenant_is_not_found(people, ada):
    build = request(ada)

    with tenant_scope(people.carol.tenant_id), pytest.raises(NotFound):
        publishing.stop_publication(build)

    assert view(ada, build).status is BuildStatus.PENDING


def release(ada):
    with transaction() as session:
        return publishing.request_release(session, ada.site_id, message="A release begins.").id


def test_the_build_of_a_release_cannot_be_stopped(ada):
    build = release(ada)

    with pytest.raises(Conflict, match="under Releases"):
        publishing.stop_publication(build)

    assert view(ada, build).status is BuildStatus.PENDING


def test_a_release_superseded_by_a_stopped_publication_still_goes_live(ada):
    superseded = release(ada)
    build = request(ada)
    assert view(ada, superseded).status is BuildStatus.SUPERSEDED

    publishing.stop_publication(build)
    outbox.deliver()
    work()

    assert view(ada, live_build(ada)).kind is BuildKind.RELEASE
