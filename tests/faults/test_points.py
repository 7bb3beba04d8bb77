"""If a worker dies at any point during a publication, the live build stays, and the next worker finishes the job."""

import hashlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app import extensions
from app.config import Config
from app.models import BuildStatus
from app.services import publishing
from app.tenancy import tenant_scope
from tests.services.publishing.support import change, live_build, manifest, publish, store, view

EXPIRE_LEASE = "UPDATE site_builds SET lease_until = now() - interval '1 second' WHERE id = :id"
EVENTS = "SELECT count(*) FROM edge_events WHERE build_id = :id"
STORE, ACTIVATION = "app.adapters.object_store:FolderStore", "app.services.publishing.activation.activation"
BEFORE = {
    "the first file is stored": (STORE, "put_build"),
    "the manifest is stored": (STORE, "put_manifest"),
    "the flip": (ACTIVATION, "go_live"),
}
AFTER = {
    "the manifest is stored": (STORE, "put_manifest"),
    "the flip, before its commit": (ACTIVATION, "mark_published"),
    "the commit": (ACTIVATION, "go_live"),
}


def die(*_arguments: object, **_more: object) -> None:
    """Kill this process with SIGKILL."""
    os.kill(os.getpid(), signal.SIGKILL)


def work(config: Config, tenant_id: UUID, build_id: UUID, place: tuple[str, str], *, is_after: bool) -> None:
    """Run a publication in this process, which dies before or after the given function is called."""
    owner, name = resolve_name(place[0]), place[1]
    act: Callable[..., Any] = getattr(owner, name)

    def act_and_die(*arguments: Any, **more: Any) -> None:
        act(*arguments, **more)
        die()

    setattr(owner, name, act_and_die if is_after else die)
    extensions.configure(config)
    with tenant_scope(tenant_id):
        publishing.publish(build_id)


def publish_and_die(person, config, place, *, is_after):
    """Request a publication and run it in a process that dies."""
    with tenant_scope(person.tenant_id, user_id=person.id):
        build = publishing.request_publication(person.site_id).id
    worker = multiprocessing.get_context("spawn").Process(
        target=work, args=(config, person.tenant_id, build, place), kwargs={"is_after": is_after}
    )
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    return build


def is_intact(person, build) -> bool:
    """True if all files of a build are in the store and match their hashes."""
    folder = store().root / f"t/{person.tenant_id}/blobs"
    return all(
        hashlib.sha256((folder / each.sha256).read_bytes()).hexdigest() == each.sha256
        for each in manifest(person, build).stored()
    )


@pytest.mark.parametrize(
    ("place", "is_after"),
    [pytest.param(place, False, id=f"before {words}") for words, place in BEFORE.items()]
    + [pytest.param(place, True, id=f"after {words}") for words, place in AFTER.items()],
)
def test_a_worker_that_dies_harms_no_build(people, clean_database, admin_engine, place, is_after):
    ada = people.ada
    before = publish(ada)
    change(admin_engine, "UPDATE sites SET name = 'Another name for every page'")
    build = publish_and_die(ada, clean_database, place, is_after=is_after)

    is_committed = is_after and place == AFTER["the commit"]
    assert live_build(ada) == (build if is_committed else before)
    assert view(ada, build).status is (BuildStatus.SUCCESS if is_committed else BuildStatus.BUILDING)
    assert is_intact(ada, live_build(ada))

    change(admin_engine, EXPIRE_LEASE, id=build)
    with tenant_scope(ada.tenant_id):
        publishing.publish(build)
    assert live_build(ada) == build
    assert is_intact(ada, build)
    with admin_engine.connect() as connection:
        assert connection.execute(text(EVENTS), {"id": build}).scalar() == 1
