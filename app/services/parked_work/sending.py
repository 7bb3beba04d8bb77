"""Sending parked work again: it gets all its tries again, and the relay does the rest."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update

from app.errors import NotFound
from app.models import BuildStatus, OutboxMessage, SiteBuild
from app.services.parked_work.kinds import WorkKind
from app.services.parked_work.listing import ParkedWork, is_parked_build, list_parked
from app.tenancy import platform_transaction, tenant_scope, transaction


def send_again(*, work_id: str = "", kind: WorkKind | None = None) -> int:
    """Send one piece of parked work again, everything of a kind, or everything; return how many. Raises NotFound.

    Idempotent: work that is no longer parked is left alone.
    """
    parked = list_parked()
    chosen = [
        work for work in parked if (not work_id or work.id == work_id) and (kind is None or work.kind == kind)
    ]
    if work_id and not chosen:
        raise NotFound(f"No parked work has the id {work_id[:60]}.")
    sent = _reopen_messages(work for work in chosen if work.id.startswith("outbox-"))
    return sent + sum(_reopen_build(work) for work in chosen if work.id.startswith("build-"))


def _reopen_messages(chosen: Iterable[ParkedWork]) -> int:
    ids = [int(work.id.removeprefix("outbox-")) for work in chosen]
    fresh = {"parked_at": None, "dispatched_at": None, "waits_since": None, "retry_at": None, "faults": 0}
    with platform_transaction() as session:
        reopened = (
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids), OutboxMessage.parked_at.is_not(None))
            .values(fresh)
            .returning(OutboxMessage.id)
        )
        return len(session.execute(reopened).all())


def _reopen_build(work: ParkedWork) -> int:
    """Return a build to the queue; the relay's sweep enqueues it."""
    fresh = {
        "status": BuildStatus.PENDING,
        "attempts": 0,
        "error": "",
        "lease_id": None,
        "lease_until": None,
        "waits_since": None,
        "completed_at": None,
        # Garbage collection marked the failed build, and would delete its files once it is live.
        "cleared_at": None,
    }
    with tenant_scope(work.tenant_id), transaction() as session:
        reopened = (
            update(SiteBuild)
            .where(SiteBuild.id == UUID(work.id.removeprefix("build-")), is_parked_build())
            .values(fresh)
            .returning(SiteBuild.id)
        )
        return len(session.execute(reopened, execution_options={"synchronize_session": False}).all())
