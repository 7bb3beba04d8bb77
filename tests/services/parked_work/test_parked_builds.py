"""Builds that were given up are parked work, and can be sent again."""

from datetime import timedelta

import pytest

from app.adapters.object_store import ObjectKind
from app.jobs import garbage, outbox, stale_builds
from app.models import BuildStatus
from app.services import parked_work, previews, publishing
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, manifest, publish, request, store, view

GIVE_UP = (
    "UPDATE site_builds SET status = 'error', attempts = 3, error = 'x', completed_at = now(), "
    "created_at = now() - interval '1 minute'"
)


@pytest.fixture
def ada(people):
    return people.ada


def try_again():
    stale_builds.sweep()
    work()


def requested(ada):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        return request(ada)


def test_a_publication_that_was_given_up_is_parked_and_goes_live_when_sent_again(ada, admin_engine):
    build = requested(ada)
    change(admin_engine, GIVE_UP)
    (parked,) = parked_work.list_parked()
    assert (parked.id, parked.kind, parked.tries) == (f"build-{build}", "publication", 3)
    assert parked_work.count_parked() == {"publication": 1}

    assert parked_work.send_again() == 1
    assert parked_work.send_again() == 0
    try_again()

    assert live_build(ada) == build
    assert parked_work.list_parked() == []


def test_a_preview_that_was_given_up_is_parked_and_built_when_sent_again(ada, admin_engine):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        previews.create_preview(ada.site_id, days=7)
    change(admin_engine, GIVE_UP)
    (parked,) = parked_work.list_parked()
    assert parked.kind == "preview"

    parked_work.send_again(work_id=parked.id)
    try_again()

    with admin_engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT status FROM site_builds").scalars().all() == ["success"]


def test_garbage_collection_keeps_a_build_that_was_sent_again_after_it_had_been_cleared(ada, admin_engine):
    build = requested(ada)
    change(admin_engine, GIVE_UP)
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        publishing.collect_garbage()
    parked_work.send_again()
    try_again()

    with tenant_scope(ada.tenant_id, user_id=ada.id):
        publishing.collect_garbage(grace=timedelta(seconds=-60))

        assert live_build(ada) == build
        names = {file.sha256 for file in manifest(ada, build).stored() if not file.pack}
        assert names
        assert all(store().exists(ada.tenant_id, name, kind=ObjectKind.BLOBS) for name in names)


def test_garbage_collection_keeps_the_live_build_even_if_it_was_marked_as_cleared(ada, admin_engine):
    build = publish(ada)
    change(admin_engine, "UPDATE site_builds SET cleared_at = now()")

    with tenant_scope(ada.tenant_id, user_id=ada.id):
        publishing.collect_garbage(grace=timedelta(seconds=-60))

    assert manifest(ada, build).stored()


def test_a_publication_that_a_later_one_replaced_is_not_parked(ada, admin_engine):
    requested(ada)
    change(admin_engine, GIVE_UP)
    publish(ada)

    assert parked_work.list_parked() == []


def test_a_publication_that_failed_because_of_its_content_is_not_parked(ada, admin_engine):
    build = requested(ada)
    change(admin_engine, GIVE_UP.replace("attempts = 3", "attempts = 1"))

    assert parked_work.list_parked() == []
    assert view(ada, build).status is BuildStatus.ERROR


def test_a_clean_up_is_requested_once_a_day_and_parked_if_it_fails(ada, admin_engine, monkeypatch):
    publish(ada)
    monkeypatch.setattr("app.jobs.garbage.open_store", lambda _url: 1 / 0)
    monkeypatch.setattr("app.jobs.attempts.retries.MAX_FAULTS", 1)
    garbage.request_collections()
    garbage.request_collections()
    for _ in range(2):
        outbox.deliver()
        work()

    (parked,) = parked_work.list_parked()
    assert (parked.kind, parked.error) == ("clean-up", "ZeroDivisionError")

    monkeypatch.undo()
    parked_work.send_again(work_id=parked.id)
    outbox.deliver()
    work()
    outbox.deliver()
    assert parked_work.list_parked() == []
