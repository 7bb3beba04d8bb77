"""Releases: changes to several pages that go live together at a scheduled time."""

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
    """The release has started and will end at a scheduled time."""
    OVER = "over"
    CANCELLED = "cancelled"


class Release(TenantOwned, Identified, Updated, Base):
    """A set of changes with a time at which they go live, and optionally one at which they are reverted.

    `start_seq` and `end_seq` are publication sequence numbers. Every build with that number or a higher one
    includes the start or the end, whatever requested the build.
    """

    __tablename__ = "releases"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=ReleaseState.WAITING)
    zone: Mapped[str]
    """The author's time zone, in which times are displayed."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    start_seq: Mapped[int | None]
    end_seq: Mapped[int | None]
    is_watched: Mapped[bool] = mapped_column(default=False)
    """True from the request to start or end the release until its outcome is known."""
    created_by: Mapped[UUID | None]


class ReleaseItem(TenantOwned, Identified, Created, Base):
    """One page in a release, at the revision that will go live."""

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
