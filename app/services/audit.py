"""The log of who did what, which a tenant can read and nobody can change."""

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
    """One entry of the log as its readers see it. `actor` is empty for somebody who is not a member."""

    at: datetime
    action: str
    subject: str
    details: dict[str, object]
    actor: str
    is_support: bool


def record(action: str, subject: object = "", **details: object) -> None:
    """Add one entry for the tenant of the current work, with both identities while support looks on."""
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
    """Add one entry about a person's own account, where they joined first; staff without a tenant has a log apart."""
    with user_scope(user_id), transaction() as session:
        query = select(Membership.tenant_id).where(Membership.user_id == user_id)
        tenant_id = session.scalar(query.order_by(Membership.created_at).limit(1))
        if tenant_id is None:
            record_staff(action)
    if tenant_id is not None:
        with tenant_scope(tenant_id, user_id=user_id):
            record(action, user_id)


def record_staff(action: str, **details: object) -> None:
    """Add one entry about what our staff did outside of any tenant."""
    scope = current_scope()
    with transaction() as session:
        session.add(StaffAuditEntry(actor_id=scope.user_id, action=action, details=details))


def list_activity(*, before: datetime | None = None) -> Sequence[Activity]:
    """The newest entries of the current tenant, or those before a moment; support's are among them."""
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
