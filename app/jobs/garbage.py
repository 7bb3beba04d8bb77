"""Daily garbage collection of stored files, one job per tenant."""

import logging
from uuid import UUID

from app.adapters.object_store import FolderStore, open_store
from app.extensions import config
from app.jobs.job import job
from app.services import publishing
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.worker")


def request_collections() -> None:
    """Request a collection for each tenant, once a day."""
    for tenant_id in publishing.list_due_collections():
        with tenant_scope(tenant_id):
            publishing.request_collection()


@job("collect_garbage", queue="default", topic=publishing.GARBAGE_TOPIC, in_turn=True)
def collect_garbage(*, tenant_id: str) -> None:
    """Delete one tenant's unreferenced files."""
    with tenant_scope(UUID(tenant_id)):
        collected = publishing.collect_garbage()
    if collected.files:
        log.info("Removed %d unreferenced files (%.1f MB).", collected.files, collected.bytes / 1e6)
    store = open_store(config().object_store_url)
    if isinstance(store, FolderStore):
        store.clear_leftovers(UUID(tenant_id))
