"""Hourly housekeeping: delete expired rows, revoke expired previews, and compact the edit logs."""

import contextlib
import logging
import time
from collections.abc import Iterator

from rq.exceptions import DuplicateJobError

from app.jobs.job import job
from app.jobs.queueing import enqueue
from app.services import documents, previews
from app.services.expired_rows import EXPIRED_ROWS, delete_expired_rows
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.relay")


def run() -> None:
    """Run every housekeeping task once; if one fails, the others still run."""
    for table in EXPIRED_ROWS:
        with logged_errors(f"clear {table}"):
            if removed := delete_expired_rows(table):
                log.info("Removed %d old rows from %s.", removed, table)
    for tenant_id, preview_id in previews.list_expired():
        with logged_errors(f"revoke preview {preview_id}"), tenant_scope(tenant_id):
            previews.revoke_preview(preview_id)
    request_folding()


def request_folding() -> None:
    """Enqueue the compaction of the edit logs, which can take a long time."""
    with contextlib.suppress(DuplicateJobError):
        enqueue(fold_logs, job_id=f"fold-{int(time.time() // 3600)}")


@job("fold_logs", queue="default")
def fold_logs() -> None:
    """Compact the finished part of every page's edit log."""
    if emptied := documents.fold_logs():
        log.info("Folded %d log rows into later ones.", emptied)


@contextlib.contextmanager
def logged_errors(action: str) -> Iterator[None]:
    """Log any error raised in the block, and continue."""
    try:
        yield
    except Exception:
        log.exception("Housekeeping could not %s.", action)
