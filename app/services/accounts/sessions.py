"""Sign-in sessions: one row per browser, looked up by the hash of its token, and revocable immediately."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Membership, Role, SignInSession, SupportSession, Tenant, User
from app.services import audit
from app.services.accounts import known_browsers
from app.tenancy import (
    outside_reading_transaction,
    public_scope,
    single_read,
    tenant_scope,
    transaction,
    user_scope,
)

LIFETIME = timedelta(days=30)
STAFF_LIFETIME = timedelta(hours=10)
MAX_SESSIONS = 100
"""Maximum number of active sessions per user. A further sign-in ends the session that was used least recently."""
SEEN_UPDATE_INTERVAL = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A support visit: the tenant whose screens a staff member sees, and when the visit expires."""

    id: UUID
    tenant: Tenant
    subject: User
    expires_at: datetime

    @property
    def minutes_left(self) -> int:
        """The minutes until the visit ends automatically, rounded up; at least one."""
        left = self.expires_at - datetime.now(UTC)
        return max(1, -(-int(left.total_seconds()) // 60))


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The user behind a request, with the current tenant and their role in it."""

    session_id: UUID
    user: User
    tenants: tuple[tuple[Tenant, Role], ...]
    tenant: Tenant | None
    role: Role | None
    visit: Visit | None = None

    @property
    def is_staff(self) -> bool:
        """True for support staff, whose sign-in always requires a second factor."""
        return self.user.is_staff


def start_session(user_id: UUID, *, user_agent: str, ip: str, is_staff: bool = False) -> str:
    """Start a session for an authenticated user. Returns the token for the browser's cookie."""
    token = secrets.token_urlsafe(32)
    lifetime = STAFF_LIFETIME if is_staff else LIFETIME
    with user_scope(user_id), transaction() as session:
        session.add(
            SignInSession(
                user_id=user_id,
                token_hash=hash_token(token),
                expires_at=datetime.now(UTC) + lifetime,
                last_seen_at=datetime.now(UTC),
                user_agent=user_agent[:400],
                ip=ip[:64],
            )
        )
        session.flush()
        _end_oldest_sessions(session, user_id)
        audit.record_for_user(user_id, "account.sign_in")
    return token


def _end_oldest_sessions(session: Session, user_id: UUID) -> None:
    active = (
        select(SignInSession.id)
        .where(SignInSession.user_id == user_id)
        .where(SignInSession.revoked_at.is_(None), SignInSession.expires_at > func.now())
    )
    oldest = active.order_by(SignInSession.last_seen_at.desc(), SignInSession.id).offset(MAX_SESSIONS)
    session.execute(
        update(SignInSession).where(SignInSession.id.in_(oldest)).values(revoked_at=func.clock_timestamp())
    )


def find_identity(token: str) -> Identity | None:
    """The identity behind a session token, or None if the token is unknown, revoked or expired."""
    with public_scope(), single_read() as session:
        row = session.execute(
            text("SELECT * FROM find_signed_in_user(:hash)"), {"hash": hash_token(token)}
        ).first()
    if row is None:
        return None
    user = User(
        id=row.user_id,
        email=row.email,
        confirmed_at=row.confirmed_at,
        name=row.name,
        is_staff=row.is_staff,
    )
    tenants = tuple((_tenant(each), Role(each["role"])) for each in row.members)
    _mark_seen(row, is_staff=user.is_staff)
    visit = _visit(row, user)
    if visit is not None:
        return Identity(
            session_id=row.session_id, user=user, tenants=tenants, tenant=visit.tenant, role=None, visit=visit
        )
    first = tenants[0] if tenants else (None, None)
    tenant, role = next((pair for pair in tenants if pair[0].id == row.chosen_tenant), first)
    return Identity(session_id=row.session_id, user=user, tenants=tenants, tenant=tenant, role=role)


def _tenant(member: Mapping[str, str]) -> Tenant:
    return Tenant(id=UUID(member["id"]), name=member["name"], support_access=member["support_access"])


def _visit(row: Row[Any], user: User) -> Visit | None:
    if row.support_session_id is None or row.support_tenant is None or not user.is_staff:
        return None
    with tenant_scope(row.support_tenant, user_id=user.id), transaction() as session:
        found = session.execute(
            select(SupportSession, Tenant, User)
            .join(Tenant, Tenant.id == SupportSession.tenant_id)
            .join(User, User.id == SupportSession.subject_id)
            .where(
                SupportSession.id == row.support_session_id,
                SupportSession.staff_id == user.id,
                SupportSession.ended_at.is_(None),
                SupportSession.expires_at > func.now(),
            )
        ).first()
    if found is None:
        return None
    support, tenant, subject = found
    return Visit(id=support.id, tenant=tenant, subject=subject, expires_at=support.expires_at)


def _mark_seen(row: Row[Any], *, is_staff: bool) -> None:
    """Update `last_seen_at` at most once per SEEN_UPDATE_INTERVAL, and extend the session unless it is for staff."""
    now = datetime.now(UTC)
    if row.last_seen_at is not None and now - row.last_seen_at < SEEN_UPDATE_INTERVAL:
        return
    noted: dict[str, datetime] = {"last_seen_at": now}
    if not is_staff:
        noted["expires_at"] = now + LIFETIME
    with outside_reading_transaction(), user_scope(row.user_id), transaction() as session:
        session.execute(update(SignInSession).where(SignInSession.id == row.session_id).values(noted))


def list_sessions(user_id: UUID) -> Sequence[SignInSession]:
    """A user's active sessions, most recently seen first."""
    with user_scope(user_id), transaction() as session:
        return session.scalars(
            select(SignInSession)
            .where(SignInSession.revoked_at.is_(None), SignInSession.expires_at > func.now())
            .order_by(SignInSession.last_seen_at.desc())
        ).all()


def revoke_session(session_id: UUID, *, user_id: UUID) -> None:
    """Revoke one of a user's sessions. The browser stays known. Raises NotFound."""
    with user_scope(user_id), transaction() as session:
        row = session.scalar(select(SignInSession).where(SignInSession.id == session_id))
        if row is None:
            raise NotFound
        row.revoked_at = row.revoked_at or datetime.now(UTC)


def revoke_other_sessions(user_id: UUID, *, exclude: UUID | None = None) -> None:
    """Revoke all of a user's sessions except `exclude`, and forget the browsers in which the user has signed in."""
    query = update(SignInSession).where(SignInSession.revoked_at.is_(None))
    if exclude is not None:
        query = query.where(SignInSession.id != exclude)
    with user_scope(user_id), transaction() as session:
        session.execute(query.values(revoked_at=func.now()))
        known_browsers.forget_browsers(user_id)


def switch_tenant(session_id: UUID, tenant_id: UUID, *, user_id: UUID) -> None:
    """Switch this session to another tenant that the user is a member of. Raises NotFound."""
    with user_scope(user_id), transaction() as session:
        row = session.scalar(select(SignInSession).where(SignInSession.id == session_id))
        member = session.scalar(select(Membership).where(Membership.tenant_id == tenant_id))
        if row is None or member is None:
            raise NotFound
        row.chosen_tenant = tenant_id


def hash_token(token: str) -> bytes:
    """Hash a token for storage, so that a leaked table contains no usable tokens."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
