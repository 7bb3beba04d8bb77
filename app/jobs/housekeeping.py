"""Small chores of every hour: rows that have done their work, files that nobody finished."""

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

CHORES = {
    "outbox": text("DELETE FROM outbox WHERE dispatched_at < now() - interval '7 days'"),
    # An edge that was away for longer reads everything again when it is back.
    "edge_events": text("DELETE FROM edge_events WHERE created_at < now() - interval '7 days'"),
    "sessions": text("DELETE FROM sessions WHERE expires_at < now() - interval '30 days'"),
    "password_resets": text("DELETE FROM password_resets WHERE expires_at < now() - interval '30 days'"),
}


def run() -> None:
    """Do all of them once; one that fails holds no other up."""
    for table, statement in CHORES.items():
        with told(f"clear {table}"), platform_transaction() as session:
            removed = session.execute(statement).rowcount  # type: ignore[attr-defined]  # a DELETE has it
            if removed:
                log.info("Removed %d old rows of %s.", removed, table)
    for tenant_id, preview_id in previews.list_expired():
        with told(f"end preview {preview_id}"), tenant_scope(tenant_id):
            previews.revoke_preview(preview_id)
    ask_to_fold()


def ask_to_fold() -> None:
    """Have a worker fold the logs of pages, which may take long."""
    with contextlib.suppress(DuplicateJobError):
        enqueue(fold_logs, job_id=f"fold-{int(time.time() // 3600)}")


@job("fold_logs", queue="default")
def fold_logs() -> None:
    """Fold what is closed of the logs of all pages."""
    if emptied := documents.fold_logs():
        log.info("Folded %d rows of the log into later ones.", emptied)


@contextlib.contextmanager
def told(words: str) -> Iterator[None]:
    """Log what goes wrong here and go on."""
    try:
        yield
    except Exception:
        log.exception("Housekeeping could not %s.", words)
