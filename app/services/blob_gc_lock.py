"""Between those who store files and the collection that takes away what nobody needs: a lock for each tenant.

Whoever is about to name files shares it until the name is committed; the collection has it alone while it looks
what is named and removes the rest. So a file is either seen as named, or gone before somebody looks for it.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.tenancy import current_tenant_id

SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('files of ' || :tenant, 0))")
EXCLUSIVE = text("SELECT pg_advisory_xact_lock(hashtextextended('files of ' || :tenant, 0))")


def lock_blobs_shared(session: Session) -> None:
    """Until this transaction ends, nothing of the current tenant's files is taken away."""
    session.execute(SHARED, {"tenant": str(current_tenant_id())})


def lock_blobs_exclusive(session: Session) -> None:
    """Until this transaction ends, nobody of the current tenant begins to rely on a file."""
    session.execute(EXCLUSIVE, {"tenant": str(current_tenant_id())})
