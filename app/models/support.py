"""Support sessions and audit logs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class SupportSession(TenantOwned, Identified, Created, Base):
    """A staff member's visit to a tenant. It is read-only, has a stated reason and expires after 30 minutes."""

    __tablename__ = "support_sessions"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),)

    staff_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    """The member whose view the staff member sees."""
    reason: Mapped[str]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditEntry(TenantOwned, Identified, Created, Base):
    """An entry in a tenant's audit log, which the tenant can read but no one can change."""

    __tablename__ = "audit_log"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),)

    actor_id: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    support_session_id: Mapped[UUID | None]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class StaffAuditEntry(Identified, Created, Base):
    """An entry in the audit log of staff actions that do not belong to a tenant."""

    __tablename__ = "staff_audit_log"

    actor_id: Mapped[UUID]
    action: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
