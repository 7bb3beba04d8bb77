"""What keeps garbage collection away from files in use: uploaded pictures, reservations, and the lock."""

import threading

import pytest
from sqlalchemy import text

from app.adapters.object_store import ObjectKind
from app.services import publishing
from app.services.blob_gc_lock import lock_blobs_shared
from app.services.media import assets
from app.services.publishing import garbage
from app.services.publishing.garbage import Collected, NamedFiles
from app.tenancy import current_scope, entered, tenant_scope, transaction
from tests.pictures import jpeg
from tests.services.publishing.support import publish, store
from tests.services.publishing.test_garbage import AT_ONCE
from tests.waiting import wait_for

WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def stored(ada):
    return {blob.sha256 for blob in store().list(ada.tenant_id)}


@pytest.mark.parametrize("is_deleted", [False, True], ids=["unused", "deleted"])
def test_an_uploaded_picture_that_no_page_shows_is_kept_with_all_its_sizes(ada, is_deleted):
    asset = assets.create_asset(jpeg(1200, 900), name="garden.jpg")
    if is_deleted:
        assets.delete_asset(asset.id)
    files = stored(ada)
    assert len(files) > 1

    publishing.collect_garbage(grace=AT_ONCE)

    assert stored(ada) == files


def remove_all(ada):
    """Delete every file that is not in use, as garbage collection does for each batch."""
    some = list(store().list(ada.tenant_id))
    garbage._remove(store(), ObjectKind.BLOBS, some, NamedFiles(store()), Collected())


@pytest.mark.parametrize(
    "step", [remove_all, lambda _ada: garbage._clear_builds(store())], ids=["files", "builds"]
)
def test_each_step_waits_for_whoever_is_about_to_use_a_file(ada, admin_engine, step):
    publish(ada)
    name = "0" * 64
    store().put_if_absent(ada.tenant_id, name, b"about to be used")
    collecting = in_background(lambda: step(ada))
    with transaction() as session:
        lock_blobs_shared(session)
        collecting.start()
        with admin_engine.connect() as connection:
            wait_for(lambda: not collecting.is_alive() or connection.execute(WAITING).scalar())
        was_waiting, was_kept = collecting.is_alive(), name in stored(ada)
    collecting.join()

    assert was_waiting
    assert was_kept


def in_background(work):
    """A thread that works in the current tenant's scope, but not in its transaction."""
    scope = current_scope()

    def run():
        with entered(scope):
            work()

    return threading.Thread(target=run)
