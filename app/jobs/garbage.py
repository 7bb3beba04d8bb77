"""Daily garbage collection of stored files, one job per tenant."""

import contextlib
import logging
from datetime import UTC, datetime
from uuid import UUID

from rq.exceptions import DuplicateJobError

from app.adapters.object_store import FolderStore, open_store
from app.extensions import config
from app.jobs.job import job
from app.jobs.queueing import enqueue
from app.services import publishing
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.worker")

DAY = 24 * 3600


def request_collections() -> None:
    """Enqueue a collection for each tenant, at most once a day."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    for tenant_id in publishing.list_publishing_tenants():
        with contextlib.suppress(DuplicateJobError):
            enqueue(collect_garbage, job_id=f"garbage-{tenant_id}-{today}", tenant_id=str(tenant_id))


@job("collect_garbage", queue="default", keep_seconds=DAY)
def collect_garbage(*, tenant_id: str) -> None:
    """Delete one tenant's unreferenced files."""
    with tenant_scope(UUID(tenant_id)):
        collected = publishing.collect_garbage()
    if collected.files:
        log.info("Removed %d unreferenced files (%.1f MB).", collected.files, collected.bytes / 1e6)
    store = open_store(config().object_store_url)
    if isinstance(store, FolderStore):
        store.clear_leftovers(UUID(tenant_id))
