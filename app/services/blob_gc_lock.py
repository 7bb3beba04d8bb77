"""A per-tenant advisory lock that keeps garbage collection apart from transactions that reference blobs.

A transaction that is about to reference blobs holds a shared lock until it commits. Garbage collection holds an
exclusive lock while it reads the references and deletes unreferenced blobs. Therefore, either garbage collection sees
the reference, or the writer sees that the blob is gone.

A transaction that holds the lock may also wait for the store, so PostgreSQL lets it idle for `MAX_STORE_WAIT`
instead of the usual limit.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.tenancy import current_tenant_id

MAX_STORE_WAIT = "5min"
"""Longer than a store request takes, including all its retries."""
SHARED = text(
    "SELECT set_config('idle_in_transaction_session_timeout', :wait, true), "
    "pg_advisory_xact_lock_shared(hashtextextended('files of ' || :tenant, 0))"
)
EXCLUSIVE = text(
    "SELECT set_config('idle_in_transaction_session_timeout', :wait, true), "
    "pg_advisory_xact_lock(hashtextextended('files of ' || :tenant, 0))"
)


def lock_blobs_shared(session: Session) -> None:
    """Prevent garbage collection of the current tenant's blobs until this transaction ends."""
    session.execute(SHARED, {"tenant": str(current_tenant_id()), "wait": MAX_STORE_WAIT})


def lock_blobs_exclusive(session: Session) -> None:
    """Block new references to the current tenant's blobs until this transaction ends."""
    session.execute(EXCLUSIVE, {"tenant": str(current_tenant_id()), "wait": MAX_STORE_WAIT})
