"""Leases and fences: a worker that has lost its lease changes nothing, and the newest request wins."""

import pytest
from sqlalchemy import text

from app.models import BuildStatus
from app.services import publishing
from app.services.publishing import lease as leases
from app.services.publishing.activation import activation
from app.services.publishing.lease import PARKED, LeaseLost
from app.tenancy import tenant_scope
from tests.services.publishing.support import change, live_build, manifest, publish, request, view

FREE = "UPDATE site_builds SET lease_until = now() - interval '1 second' WHERE id = :id"


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def test_a_newer_request_supersedes_a_waiting_one(ada):
    first, second = request(ada), request(ada)

    assert view(ada, first).status is BuildStatus.SUPERSEDED
    publishing.publish(first)
    publishing.publish(second)
    assert live_build(ada) == second


def test_a_leased_build_is_not_run_by_another_worker(ada):
    build = request(ada)
    lease = leases.acquire(build)

    publishing.publish(build)

    assert view(ada, build).status is BuildStatus.BUILDING
    lease.renew(pages_done=1)


def test_a_finished_build_is_not_run_again(ada):
    build = publish(ada)
    before = view(ada, build)

    publishing.publish(build)

    assert view(ada, build) == before


def test_a_frozen_worker_cannot_go_live_after_its_lease_has_expired(ada, admin_engine, monkeypatch):
    build = request(ada)
    flip = activation.go_live

    def freeze_then_flip(lease, new_build, **more):
        """Simulate a worker that is frozen here until a second one has published the build."""
        monkeypatch.setattr(activation, "go_live", flip)
        change(admin_engine, FREE, id=build)
        publishing.publish(build)
        finished.append(view(ada, build))
        flip(lease, new_build, **more)

    finished = []
    monkeypatch.setattr(activation, "go_live", freeze_then_flip)
    publishing.publish(build)

    assert finished[0].status is BuildStatus.SUCCESS
    assert view(ada, build) == finished[0]
    with admin_engine.connect() as connection:
        events = connection.execute(text("SELECT count(*) FROM edge_events WHERE kind = 'build'")).scalar()
    assert events == 1


def test_a_lost_lease_is_noticed_at_the_next_step(ada, admin_engine):
    build = request(ada)
    first = leases.acquire(build)
    change(admin_engine, FREE, id=build)
    second = leases.acquire(build)

    with pytest.raises(LeaseLost):
        first.renew()
    with pytest.raises(LeaseLost):
        first.fail("too late")
    second.renew()


def test_concurrent_builds_never_replace_a_newer_one(ada, monkeypatch):
    older = request(ada)
    flip = activation.go_live

    def publish_newer_first(lease, new_build, **more):
        monkeypatch.setattr(activation, "go_live", flip)
        newer.append(publish(ada))
        flip(lease, new_build, **more)

    newer = []
    monkeypatch.setattr(activation, "go_live", publish_newer_first)
    publishing.publish(older)

    assert live_build(ada) == newer[0]
    assert view(ada, older).status is BuildStatus.SUPERSEDED
    assert "A newer publication is already live" in view(ada, older).build_log


def test_a_build_keeps_assets_of_a_concurrent_build_that_was_live_before_it(ada, admin_engine, monkeypatch):
    """Both builds start from the same live build. The older goes live first, and browsers may still show its pages."""
    publish(ada)
    change(admin_engine, "UPDATE sites SET name = 'Another'")
    older = request(ada)
    flip, newer = activation.go_live, []

    def begin_another(lease, new_build, **more):
        monkeypatch.setattr(activation, "go_live", finish_older_first)
        change(admin_engine, "UPDATE sites SET name = 'Third'")
        newer.append(publish(ada))
        return True

    def finish_older_first(lease, new_build, **more):
        monkeypatch.setattr(activation, "go_live", flip)
        change(admin_engine, "UPDATE sites SET name = 'Quite another'")
        change(admin_engine, FREE, id=older)
        publishing.publish(older)
        assert live_build(ada) == older
        return flip(lease, new_build, **more)

    monkeypatch.setattr(activation, "go_live", begin_another)
    publishing.publish(older)

    assert live_build(ada) == newer[0]
    icons = [path for path in manifest(ada, older).files if path.startswith("/_assets/icon")]
    assert set(icons) <= manifest(ada, newer[0]).files.keys()


def test_the_last_of_fifty_requests_is_live(ada):
    builds = [request(ada) for _ in range(50)]
    for build in reversed(builds):
        publishing.publish(build)

    assert live_build(ada) == builds[-1]


def test_an_internal_error_is_retried_and_parked_after_three_attempts(ada, admin_engine, monkeypatch):
    def broken(*_arguments, **_more):
        raise OSError(28, "No space left on device")

    before = publish(ada)
    build = request(ada)
    monkeypatch.setattr(activation, "go_live", broken)
    statuses = []
    for _ in range(5):
        publishing.publish(build)
        statuses.append(str(view(ada, build).status))
        if statuses[-1] == "pending":
            change(admin_engine, FREE, id=build)

    assert statuses == ["pending", "pending", "error", "error", "error"]
    assert view(ada, build).error == PARKED
    assert live_build(ada) == before


def test_a_build_whose_worker_is_killed_each_time_is_parked(ada, admin_engine):
    build = request(ada)
    for _ in range(3):
        assert leases.acquire(build) is not None
        change(admin_engine, FREE, id=build)

    publishing.publish(build)

    assert view(ada, build).status is BuildStatus.ERROR


def test_a_template_error_is_reported_and_not_retried(ada, admin_engine):
    live_before = publish(ada)
    change(admin_engine, "UPDATE template_versions SET id = id, html_source = E'{{ head }}\\n{% if %}'")
    change(admin_engine, "UPDATE sites SET name = 'Other'")

    build = request(ada)
    publishing.publish(build)

    assert view(ada, build).status is BuildStatus.ERROR
    assert "shell.html, line 2" in view(ada, build).error
    assert live_build(ada) == live_before


def test_a_page_that_cannot_be_rendered_is_named(ada, monkeypatch):
    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("app.services.publishing.rendering.page_renderer.render_page", broken)
    build = request(ada)
    publishing.publish(build)

    assert "the page “Home”" in view(ada, build).error


def test_a_site_without_an_address_gets_an_error(ada, admin_engine):
    change(admin_engine, "DELETE FROM hosts")

    build = request(ada)
    publishing.publish(build)

    assert view(ada, build).error == "This site has no address yet. Choose one in its settings first."


def test_the_activation_and_its_event_are_one_transaction(ada, admin_engine, monkeypatch):
    def broken(*_arguments):
        raise ConnectionError

    monkeypatch.setattr(activation, "mark_published", broken)
    build = request(ada)
    publishing.publish(build)

    assert live_build(ada) is None
    with admin_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM edge_events")).scalar() == 0


def test_stale_builds_of_all_tenants_are_listed(people, admin_engine):
    builds = {}
    for person in (people.ada, people.carol):
        with tenant_scope(person.tenant_id):
            builds[person.tenant_id] = request(person)
    assert publishing.list_stale_builds() == []

    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")

    assert {found.tenant_id: found.build_id for found in publishing.list_stale_builds()} == builds


def test_a_leased_build_is_not_stale(ada, admin_engine):
    build = request(ada)
    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")
    leases.acquire(build)
    assert publishing.list_stale_builds() == []

    change(admin_engine, FREE, id=build)
    assert [found.build_id for found in publishing.list_stale_builds()] == [build]
