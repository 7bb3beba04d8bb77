"""Small chores of every hour: rows that have done their work, files that nobody finished."""

import logging

from sqlalchemy import text

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
    """Do all of them once."""
    for table, statement in CHORES.items():
        with platform_transaction() as session:
            removed = session.execute(statement).rowcount  # type: ignore[attr-defined]  # a DELETE has it
        if removed:
            log.info("Removed %d old rows of %s.", removed, table)
    for tenant_id, preview_id in previews.list_expired():
        with tenant_scope(tenant_id):
            previews.revoke_preview(preview_id)
    if emptied := documents.fold_logs():
        log.info("Folded %d rows of the log into later ones.", emptied)
