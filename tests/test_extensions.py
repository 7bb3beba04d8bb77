"""A process's connections to the database."""

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.exc import InternalError

from app import extensions
from app.models import Site
from app.services.blob_gc_lock import lock_blobs_exclusive, lock_blobs_shared
from app.tenancy import tenant_scope, transaction

IDLE_LIMIT = text("SHOW idle_in_transaction_session_timeout")


def test_a_frozen_process_gives_up_its_locks(people, clean_database, admin_engine: Engine):
    extensions.configure(clean_database, idle_seconds=1)
    rename = update(Site).where(Site.tenant_id == people.ada.tenant_id, Site.id == people.ada.site_id)

    def rename_and_freeze() -> None:
        with tenant_scope(people.ada.tenant_id), transaction() as frozen:
            frozen.execute(rename.values(name="Frozen"))
            frozen.execute(text("SELECT 1"))
            with admin_engine.begin() as other:
                other.execute(rename.values(name="Other"))
            frozen.execute(text("SELECT 1"))

    with pytest.raises(InternalError, match="idle-in-transaction timeout"):
        rename_and_freeze()

    with tenant_scope(people.ada.tenant_id), transaction() as session:
        assert session.get_one(Site, (people.ada.tenant_id, people.ada.site_id)).name == "Other"


def test_every_transaction_has_limits(people):
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        assert session.scalar(IDLE_LIMIT) == "30s"
        assert session.scalar(text("SHOW transaction_timeout")) == "10min"


@pytest.mark.parametrize("lock", [lock_blobs_shared, lock_blobs_exclusive])
def test_a_transaction_that_waits_for_the_store_may_idle_longer(people, lock):
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        lock(session)
        assert session.scalar(IDLE_LIMIT) == "5min"
