"""Garbage collection keeps every file that may still be needed, whatever runs concurrently."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app import extensions
from app.adapters.object_store import ObjectKind
from app.errors import Conflict
from app.models import BuildStatus, SiteBuild
from app.services import publishing
from app.services.publishing import garbage
from app.services.publishing.activation import activation
from app.services.publishing.storage import blob_reserver
from app.tenancy import tenant_scope, transaction
from tests.scale import runs
from tests.services.publishing.support import change, live_build, manifest, publish, store, view

AT_ONCE = timedelta(seconds=-60)
"""A grace period with which even new files count as old."""


@pytest.fixture(params=["folder", "s3"])
def ada(request, people, clean_database):
    if request.param == "s3":
        weed = request.getfixturevalue("weed")
        extensions.configure(replace(clean_database, object_store_url=weed.url(weed.make_bucket())))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def collect():
    return publishing.collect_garbage(grace=AT_ONCE)


def edit(engine, name: str) -> None:
    """Change the site's name, which all its pages show."""
    change(engine, "UPDATE sites SET name = :name", name=name)


def unreadable_files(ada, build_id) -> set[str]:
    """Return the files of a build that cannot be read."""
    names = {}
    for each in manifest(ada, build_id).stored():
        names.setdefault(ObjectKind.PACKS if each.pack else ObjectKind.BLOBS, set()).add(
            each.pack or each.sha256
        )
    return {
        name
        for kind, some in names.items()
        for name in some
        if not store().exists(ada.tenant_id, name, kind=kind)
    }


def retained_builds(ada):
    query = select(SiteBuild.id).where(
        SiteBuild.status == BuildStatus.SUCCESS,
        SiteBuild.cleared_at.is_(None),
        SiteBuild.site_id == ada.site_id,
    )
    with transaction() as session:
        return session.scalars(query).all()


def stored(ada) -> set[str]:
    return {each.sha256 for kind in ObjectKind for each in store().list(ada.tenant_id, kind=kind)}


def test_the_newest_ten_publications_are_kept_and_older_ones_deleted(ada, admin_engine):
    builds = []
    for number in range(13):
        edit(admin_engine, f"Edition {number}")
        builds.append(publish(ada))
    before = stored(ada)

    collected = collect()

    assert collected.builds == 3
    assert collected.files > 0
    assert stored(ada) < before
    assert set(retained_builds(ada)) == set(builds[3:])
    assert [unreadable_files(ada, build) for build in builds[3:]] == [set()] * 10
    with pytest.raises(Conflict, match="no longer available"):
        publishing.roll_back(ada.site_id, builds[0])
    publishing.roll_back(ada.site_id, builds[3])
    assert unreadable_files(ada, live_build(ada)) == set()


def test_files_younger_than_a_day_are_kept(ada, admin_engine):
    for number in range(12):
        edit(admin_engine, f"Edition {number}")
        publish(ada)
    before = stored(ada)

    publishing.collect_garbage()

    assert stored(ada) == before


def test_garbage_collection_during_a_publication_deletes_none_of_its_files(ada, admin_engine, monkeypatch):
    publish(ada)
    edit(admin_engine, "Second")
    flip = activation.go_live

    def collect_then_flip(lease, new_build, **more):
        collect()
        flip(lease, new_build, **more)

    monkeypatch.setattr(activation, "go_live", collect_then_flip)
    build = publish(ada)

    assert view(ada, build).status is BuildStatus.SUCCESS
    assert unreadable_files(ada, build) == set()


def test_reserved_files_are_kept(ada, admin_engine):
    """A running build relies on these old files."""
    build = publish(ada)
    names = stored(ada)
    request = publishing.request_publication(ada.site_id)
    blob_reserver(request.id)(names)
    change(admin_engine, "UPDATE sites SET live_build_id = NULL")
    change(admin_engine, "UPDATE site_builds SET cleared_at = now() WHERE id = :id", id=build)

    collect()
    assert stored(ada) == names

    change(admin_engine, "UPDATE site_builds SET status = 'error', error = 'x' WHERE id = :id", id=request.id)
    collect()
    assert stored(ada) == set()


def test_files_of_another_tenant_are_kept(people, ada, admin_engine):
    with tenant_scope(people.carol.tenant_id):
        carols = publish(people.carol)
    for number in range(12):
        edit(admin_engine, f"Edition {number}")
        publish(ada)

    collect()

    assert unreadable_files(people.carol, carols) == set()


def test_files_of_a_failed_publication_are_deleted(ada, admin_engine, monkeypatch):
    publish(ada)
    before = stored(ada)
    edit(admin_engine, "Second")
    monkeypatch.setattr("app.services.publishing.lease.MAX_ATTEMPTS", 1)

    def broken(*_arguments, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(activation, "go_live", broken)
    publish(ada)
    assert stored(ada) > before

    collect()

    assert stored(ada) == before
    with admin_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM build_holds")).scalar() == 0


def test_orphaned_manifests_are_deleted(ada, admin_engine):
    """One manifest has no build, and the other's build was cleared without deleting the manifest."""
    orphan, cleared = uuid4(), publish(ada)
    retained = publish(ada)
    store().put_manifest(ada.tenant_id, orphan, b"{}")
    change(admin_engine, "UPDATE site_builds SET cleared_at = now() WHERE id = :id", id=cleared)

    publishing.collect_garbage()
    assert {each.build_id for each in store().list_manifests(ada.tenant_id)} == {orphan, cleared, retained}
    collect()
    assert {each.build_id for each in store().list_manifests(ada.tenant_id)} == {retained}


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(runs(1, soak=5)))
def test_no_sequence_of_publications_rollbacks_and_collections_loses_a_file(
    ada, admin_engine, monkeypatch, seed
):
    monkeypatch.setattr(garbage, "RETAINED_BUILDS", 3)
    chance = random.Random(seed)
    publish(ada)
    for step in range(25):
        match chance.choice(["edit", "edit", "publish", "publish", "roll back", "collect", "collect"]):
            case "edit":
                edit(admin_engine, f"Edition {chance.randrange(4)}")
            case "publish":
                publish(ada)
            case "roll back":
                publishing.roll_back(ada.site_id, chance.choice(retained_builds(ada)))
            case "collect":
                collect()
        assert {build: unreadable_files(ada, build) for build in retained_builds(ada)} == {
            build: set() for build in retained_builds(ada)
        }, (seed, step)
        assert live_build(ada) in retained_builds(ada)
    collect()
    needed = {
        each.pack or each.sha256 for build in retained_builds(ada) for each in manifest(ada, build).stored()
    }
    assert stored(ada) == needed
