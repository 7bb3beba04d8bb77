"""Releases: changes of several pages that readers see together, from a moment that somebody chose."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned, Updated


class ReleaseState(StrEnum):
    """Where a release is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    """It went live and will end by itself."""
    OVER = "over"
    CANCELLED = "cancelled"


class Release(TenantOwned, Identified, Updated, Base):
    """A moment at which changes go live, and perhaps one at which they end.

    The numbers are places in the order of the site's publications: whatever is built with a higher number has
    the release in it, whoever asked for that build.
    """

    __tablename__ = "releases"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=ReleaseState.WAITING)
    zone: Mapped[str]
    """The time zone that its author thinks in."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    start_seq: Mapped[int | None]
    end_seq: Mapped[int | None]
    is_watched: Mapped[bool] = mapped_column(default=False)
    """It was asked to begin or end, and nobody has seen yet whether readers see that."""
    created_by: Mapped[UUID | None]


class ReleaseItem(TenantOwned, Identified, Created, Base):
    """One page of a release, as it was when it was put in."""

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
    """What readers saw before; none for a page that they did not see."""
