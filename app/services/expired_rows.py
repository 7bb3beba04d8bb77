"""Deletes rows of all tenants that have served their purpose."""

from sqlalchemy import text

from app.tenancy import platform_transaction

EXPIRED_ROWS = {
    # Parked work is kept for longer, because an operator may still send it again.
    "outbox": text(
        "DELETE FROM outbox WHERE dispatched_at < now() - interval '7 days' "
        "AND (parked_at IS NULL OR parked_at < now() - interval '30 days')"
    ),
    # An edge that has been offline for longer than this reloads everything.
    "edge_events": text("DELETE FROM edge_events WHERE created_at < now() - interval '7 days'"),
    # Until then, an operator is told that the edge is away.
    "edges": text("DELETE FROM edges WHERE heard_at < now() - interval '1 day'"),
    "sessions": text("DELETE FROM sessions WHERE expires_at < now() - interval '30 days'"),
    "password_resets": text("DELETE FROM password_resets WHERE expires_at < now() - interval '30 days'"),
}
"""The statement for each table."""


def delete_expired_rows(table: str) -> int:
    """Delete the expired rows of a table in `EXPIRED_ROWS`; return how many."""
    with platform_transaction() as session:
        return int(session.execute(EXPIRED_ROWS[table]).rowcount)  # type: ignore[attr-defined]  # DELETE sets it
