"""Hourly housekeeping: delete expired rows, revoke expired previews, and compact the edit logs."""

import contextlib
import logging
import time
from collections.abc import Iterator

from rq.exceptions import DuplicateJobError
from sqlalchemy import text

from app.jobs.job import job
from app.jobs.queueing import enqueue
from app.services import documents, previews
from app.tenancy import platform_transaction, tenant_scope

log = logging.getLogger("quillspace.relay")

EXPIRED_ROWS = {
    "outbox": text("DELETE FROM outbox WHERE dispatched_at < now() - interval '7 days'"),
    # An edge that has been offline for longer than this reloads everything.
    "edge_events": text("DELETE FROM edge_events WHERE created_at < now() - interval '7 days'"),
    "sessions": text("DELETE FROM sessions WHERE expires_at < now() - interval '30 days'"),
    "password_resets": text("DELETE FROM password_resets WHERE expires_at < now() - interval '30 days'"),
}


def run() -> None:
    """Run every housekeeping task once; if one fails, the others still run."""
    for table, statement in EXPIRED_ROWS.items():
        with logged_errors(f"clear {table}"), platform_transaction() as session:
            removed = session.execute(statement).rowcount  # type: ignore[attr-defined]  # DELETE sets it
            if removed:
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
