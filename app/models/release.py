"""Releases: changes of several pages that go live together at a scheduled time."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned, Updated


class ReleaseState(StrEnum):
    """The state of a release."""

    WAITING = "waiting"
    RUNNING = "running"
    """The release has begun and will end at a scheduled time."""
    OVER = "over"
    CANCELLED = "cancelled"


class Release(TenantOwned, Identified, Updated, Base):
    """A time at which changes go live, and optionally one at which they are reverted.

    `start_seq` and `end_seq` are publication numbers: every build with a higher number includes that step,
    whatever requested the build.
    """

    __tablename__ = "releases"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=ReleaseState.WAITING)
    zone: Mapped[str]
    """The author's time zone, in which times are shown."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    start_seq: Mapped[int | None]
    end_seq: Mapped[int | None]
    is_watched: Mapped[bool] = mapped_column(default=False)
    """True from a request to begin or end until its outcome is known."""
    created_by: Mapped[UUID | None]


class ReleaseItem(TenantOwned, Identified, Created, Base):
    """One page of a release, at the revision that was added."""

    __tablename__ = "release_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "release_id"], ["releases.tenant_id", "releases.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    release_id: Mapped[UUID]
    page_id: Mapped[UUID]
    revision: Mapped[int]
    before_revision: Mapped[int | None]
    """The revision that was live before; None for an unpublished page."""
