"""Tenants, their users, and how those users sign in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import FetchedValue, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified


class Role(StrEnum):
    """A member's role in a tenant, which determines what they may do."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class SupportAccess(StrEnum):
    """A tenant's setting for access by our staff."""

    NEVER = "never"
    ASK = "ask"
    READ = "read"


class Tenant(Identified, Created, Base):
    """One customer, whose data is isolated from that of all others."""

    __tablename__ = "tenants"

    name: Mapped[str]
    support_access: Mapped[str] = mapped_column(default=SupportAccess.READ)


class User(Identified, Created, Base):
    """A user, who may be a member of several tenants."""

    __tablename__ = "users"

    email: Mapped[str]
    """Only claimed until it is confirmed; until then, several users may have the same one."""
    name: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(FetchedValue())
    """When the owner of the address confirmed that this account is theirs; by default, at once."""
    # The app's database role cannot write these two columns; only operators set them.
    is_staff: Mapped[bool] = mapped_column(FetchedValue())
    disabled_at: Mapped[datetime | None] = mapped_column(FetchedValue())


class UserCredential(Base):
    """A user's credentials, readable only in that user's scope."""

    __tablename__ = "user_credentials"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str]
    totp_secret: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    browser_epoch: Mapped[int] = mapped_column(FetchedValue())
    """Increased to make the user's known browsers unknown."""


class Membership(Created, Base):
    """A user's role in a tenant."""

    __tablename__ = "memberships"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(default=Role.OWNER)


class SignInSession(Identified, Created, Base):
    """One browser's sign-in session, which the user can list and revoke."""

    __tablename__ = "sessions"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chosen_tenant: Mapped[UUID | None]
    """The tenant selected in this browser."""
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    last_seen_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(default="")
    ip: Mapped[str] = mapped_column(default="")
    support_session_id: Mapped[UUID | None]
    support_tenant: Mapped[UUID | None]


class PasswordReset(Identified, Created, Base):
    """A single-use link for choosing a new password."""

    __tablename__ = "password_resets"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
