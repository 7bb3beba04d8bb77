"""The append-only audit log, which a tenant can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.models import AuditEntry, Membership, StaffAuditEntry, User
from app.tenancy import current_scope, tenant_scope, transaction, user_scope

PAGE_SIZE = 100


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One log entry for display. `actor` is empty for non-members."""

    at: datetime
    action: str
    subject: str
    details: dict[str, object]
    actor: str
    is_support: bool


def record(action: str, subject: object = "", **details: object) -> None:
    """Add an entry for the current tenant; during a support visit, it records both identities."""
    scope = current_scope()
    entry = AuditEntry(
        actor_id=scope.user_id,
        on_behalf_of=scope.on_behalf_of,
        support_session_id=scope.support_session_id,
        action=action,
        subject=str(subject),
        details=details,
    )
    with transaction() as session:
        session.add(entry)


def record_for_user(user_id: UUID, action: str) -> None:
    """Add an entry about a user's account to their first tenant's log, or to the staff log if they have no tenant."""
    with user_scope(user_id), transaction() as session:
        query = select(Membership.tenant_id).where(Membership.user_id == user_id)
        tenant_id = session.scalar(query.order_by(Membership.created_at).limit(1))
        if tenant_id is None:
            record_staff(action)
    if tenant_id is not None:
        with tenant_scope(tenant_id, user_id=user_id):
            record(action, user_id)


def record_staff(action: str, **details: object) -> None:
    """Add an entry to the staff log, for actions outside any tenant."""
    scope = current_scope()
    with transaction() as session:
        session.add(StaffAuditEntry(actor_id=scope.user_id, action=action, details=details))


def list_activity(*, before: datetime | None = None) -> Sequence[Activity]:
    """The current tenant's newest PAGE_SIZE entries, optionally before a time. Includes actions by support staff."""
    query = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id)
        .limit(PAGE_SIZE)
    )
    if before is not None:
        query = query.where(AuditEntry.created_at < before)
    with transaction() as session:
        return [_activity(entry, name) for entry, name in session.execute(query)]


def _activity(entry: AuditEntry, name: str | None) -> Activity:
    return Activity(
        at=entry.created_at,
        action=entry.action,
        subject=entry.subject,
        details=entry.details,
        actor=name or "",
        is_support=entry.support_session_id is not None,
    )
