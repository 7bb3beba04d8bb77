"""Advisory lock per tenant between writers of blobs and their garbage collection.

A transaction that is about to reference blobs holds the lock shared until it commits. Garbage collection holds it
exclusively while it reads the references and deletes unreferenced blobs. So a blob is either seen as referenced, or
already deleted when a writer checks for it.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.tenancy import current_tenant_id

SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('files of ' || :tenant, 0))")
EXCLUSIVE = text("SELECT pg_advisory_xact_lock(hashtextextended('files of ' || :tenant, 0))")


def lock_blobs_shared(session: Session) -> None:
    """Prevent garbage collection of the current tenant's blobs until this transaction ends."""
    session.execute(SHARED, {"tenant": str(current_tenant_id())})


def lock_blobs_exclusive(session: Session) -> None:
    """Block new references to the current tenant's blobs until this transaction ends."""
    session.execute(EXCLUSIVE, {"tenant": str(current_tenant_id())})
