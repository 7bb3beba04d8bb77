"""Rollbacks are immediate and exact, and possible only within a tenant."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.adapters.object_store import FolderStore
from app.adapters.object_store.errors import Cause
from app.errors import Conflict, NotFound, Unavailable
from app.models import BuildKind, BuildStatus
from app.services import pages, publishing
from app.services.publishing.activation import activation
from app.tenancy import tenant_scope
from tests.services.publishing.support import change, live_build, manifest, publish, read, store, view


def roll_back(person, build):
    with tenant_scope(person.tenant_id, user_id=person.id):
        return publishing.roll_back(person.site_id, build)


def rename(engine, name):
    change(engine, "UPDATE sites SET name = :name", name=name)


def test_each_of_ten_publications_is_restored_byte_for_byte(people, admin_engine):
    builds = []
    for number in range(10):
        rename(admin_engine, f"Name {number}")
        builds.append(publish(people.ada))

    for build in builds:
        back = roll_back(people.ada, build)
        assert live_build(people.ada) == back.id
        assert manifest(people.ada, back.id).files == manifest(people.ada, build).files


def test_a_rollback_needs_neither_a_worker_nor_the_queue(people, admin_engine, monkeypatch):
    first = publish(people.ada)
    publish(people.ada)

    back = roll_back(people.ada, first)

    assert view(people.ada, back.id).kind is BuildKind.ROLLBACK
    assert view(people.ada, back.id).status is BuildStatus.SUCCESS
    assert view(people.ada, back.id).is_live
    with admin_engine.connect() as connection:
        topics = connection.execute(text("SELECT count(*) FROM outbox")).scalar()
        events = connection.execute(
            text("SELECT build_id FROM edge_events ORDER BY id DESC LIMIT 1")
        ).scalar()
    assert topics == 2
    assert events == back.id


def test_the_next_publication_comes_after_the_rollback(people, admin_engine):
    first = publish(people.ada)
    rename(admin_engine, "Second")
    publish(people.ada)
    roll_back(people.ada, first)

    build = publish(people.ada)

    assert live_build(people.ada) == build
    assert "Second" in read(people.ada, build, "/index.html")


def test_a_running_publication_does_not_undo_a_rollback(people):
    first = publish(people.ada)
    with tenant_scope(people.ada.tenant_id):
        waiting = publishing.request_publication(people.ada.site_id)

    back = roll_back(people.ada, first)
    with tenant_scope(people.ada.tenant_id):
        publishing.publish(waiting.id)

    assert live_build(people.ada) == back.id
    assert view(people.ada, waiting.id).status is BuildStatus.SUPERSEDED


def test_a_rollback_supersedes_a_running_publication(people, admin_engine, monkeypatch):
    first = publish(people.ada)
    rename(admin_engine, "Second")
    flip, back = activation.go_live, []

    def go_back_then_flip(lease, new_build, **more):
        assert view(people.ada, lease.build_id).status is BuildStatus.BUILDING
        back.append(roll_back(people.ada, first).id)
        flip(lease, new_build, **more)

    monkeypatch.setattr(activation, "go_live", go_back_then_flip)
    superseded = publish(people.ada)

    assert live_build(people.ada) == back[0]
    assert view(people.ada, superseded).status is BuildStatus.SUPERSEDED
    assert view(people.ada, back[0]).status is BuildStatus.SUCCESS


def test_concurrent_publications_and_rollbacks_are_all_recorded_in_order(people, admin_engine):
    """Two people publish and roll back concurrently; the last request wins."""
    ada = people.ada
    first = publish(ada)
    together = threading.Barrier(2, timeout=30)

    def at_once(act):
        together.wait()
        return act()

    with ThreadPoolExecutor(2) as two:
        for _ in range(8):
            published = two.submit(at_once, lambda: publish(ada))
            back = two.submit(at_once, lambda: roll_back(ada, first).id)
            ends = [view(ada, build) for build in (published.result(), back.result())]
            query = "SELECT id FROM site_builds WHERE site_id = :site ORDER BY publish_seq DESC LIMIT 1"
            with admin_engine.connect() as connection:
                last = connection.execute(text(query), {"site": ada.site_id}).scalar()
            assert live_build(ada) == last
            assert ends[1].status is BuildStatus.SUCCESS
            assert ends[0].status in {BuildStatus.SUCCESS, BuildStatus.SUPERSEDED}
            assert ends[0].status is BuildStatus.SUCCESS or last == ends[1].id

    seen = (
        "SELECT publish_seq, (SELECT count(*) FROM edge_events WHERE build_id = site_builds.id) AS news "
        "FROM site_builds WHERE site_id = :site AND status = 'success'"
    )
    with admin_engine.connect() as connection:
        rows = connection.execute(text(seen), {"site": ada.site_id}).all()
        shown = connection.execute(
            text(
                "SELECT publish_seq FROM edge_events JOIN site_builds ON site_builds.id = build_id "
                "WHERE site_builds.site_id = :site ORDER BY edge_events.txid, edge_events.id"
            ),
            {"site": ada.site_id},
        )
        order = shown.scalars().all()
    assert {row.news for row in rows} == {1}
    assert order == sorted(order)


def test_published_revisions_are_those_of_the_restored_build(people, admin_engine):
    first = publish(people.ada)
    change(admin_engine, "UPDATE pages SET revision = 5, snapshot_revision = 5")
    publish(people.ada)

    roll_back(people.ada, first)

    with admin_engine.connect() as connection:
        query = text("SELECT published_revision FROM pages WHERE id = :id")
        assert connection.execute(query, {"id": people.ada.page_id}).scalar() == 0


def test_pages_of_later_publications_become_unpublished(people, admin_engine):
    first = publish(people.ada)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        later = pages.create_page(people.ada.site_id, title="Later").id
    publish(people.ada)

    roll_back(people.ada, first)

    with admin_engine.connect() as connection:
        query = text("SELECT id FROM pages WHERE published_revision IS NULL AND site_id = :site")
        assert connection.execute(query, {"site": people.ada.site_id}).scalars().all() == [later]


def test_the_site_is_not_locked_during_requests_to_the_store(people, admin_engine, monkeypatch):
    first = publish(people.ada)
    publish(people.ada)
    put, locked = FolderStore.put_manifest, []

    def look(*arguments):
        with admin_engine.begin() as connection:
            query = text("SELECT id FROM sites WHERE id = :site FOR UPDATE NOWAIT")
            locked.append(connection.execute(query, {"site": people.ada.site_id}).one())
        put(*arguments)

    monkeypatch.setattr(FolderStore, "put_manifest", look)
    back = roll_back(people.ada, first)

    assert len(locked) == 1
    assert live_build(people.ada) == back.id


def test_an_unavailable_store_is_reported_and_nothing_changes(people, outage):
    first = publish(people.ada)
    second = publish(people.ada)
    outage.begin()

    with pytest.raises(Unavailable, match=re.escape(str(Cause.AWAY))):
        roll_back(people.ada, first)
    outage.end()

    assert live_build(people.ada) == second
    roll_back(people.ada, first)


def test_files_deleted_during_the_copy_are_reported_and_no_build_is_left_behind(
    people, admin_engine, monkeypatch
):
    first = publish(people.ada)
    second = publish(people.ada)
    put = FolderStore.put_manifest

    def put_then_clear(*arguments):
        put(*arguments)
        change(admin_engine, "UPDATE site_builds SET cleared_at = now() WHERE id = :id", id=first)

    monkeypatch.setattr(FolderStore, "put_manifest", put_then_clear)
    with pytest.raises(Conflict, match="no longer available"):
        roll_back(people.ada, first)

    assert live_build(people.ada) == second
    assert {each.build_id for each in store().list_manifests(people.ada.tenant_id)} == {first, second}


def test_only_a_successful_publication_of_the_site_can_be_restored(people):
    theirs = publish(people.carol)
    with tenant_scope(people.ada.tenant_id):
        waiting = publishing.request_publication(people.ada.site_id).id

    for build in (theirs, waiting):
        with pytest.raises(NotFound):
            roll_back(people.ada, build)


def test_deleted_files_are_reported(people):
    first = publish(people.ada)
    publish(people.ada)
    store().delete_manifest(people.ada.tenant_id, first)

    with pytest.raises(Conflict, match="no longer available"):
        roll_back(people.ada, first)
