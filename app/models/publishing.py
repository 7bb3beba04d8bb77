"""Builds of sites, events for the edges, and messages for the queue."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import FetchedValue, ForeignKeyConstraint, Identity, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app import request_ids
from app.models.base import Base, Created, Identified, TenantOwned


class BuildKind(StrEnum):
    """The reason for a build."""

    PUBLISH = "publish"
    ROLLBACK = "rollback"
    RELEASE = "release"
    PREVIEW = "preview"


class BuildStatus(StrEnum):
    """The state of a build."""

    PENDING = "pending"
    BUILDING = "building"
    SUCCESS = "success"
    ERROR = "error"
    SUPERSEDED = "superseded"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        """True if the state is final."""
        return self not in {BuildStatus.PENDING, BuildStatus.BUILDING}


class SiteBuild(TenantOwned, Identified, Created, Base):
    """One build of a site. This row is authoritative; the job in the queue is only a hint."""

    __tablename__ = "site_builds"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "target_build_id"],
            ["site_builds.tenant_id", "site_builds.id"],
            ondelete="SET NULL (target_build_id)",
        ),
        ForeignKeyConstraint(
            ["tenant_id", "release_id"],
            ["releases.tenant_id", "releases.id"],
            ondelete="SET NULL (release_id)",
        ),
    )

    site_id: Mapped[UUID]
    publish_seq: Mapped[int]
    kind: Mapped[str] = mapped_column(default=BuildKind.PUBLISH)
    build_type: Mapped[str] = mapped_column(default="ssg")
    status: Mapped[str] = mapped_column(default=BuildStatus.PENDING)
    lease_id: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    is_large: Mapped[bool] = mapped_column(default=False)
    waits_since: Mapped[datetime | None]
    """When the build began to wait for the object store; waiting does not count as an attempt."""
    input_keys: Mapped[dict[str, Any]] = mapped_column(default=dict)
    manifest_hash: Mapped[str | None]
    target_build_id: Mapped[UUID | None]
    """The publication that a rollback or preview shows."""
    release_id: Mapped[UUID | None]
    """The release that requested the build."""
    build_log: Mapped[str] = mapped_column(default="")
    pages_total: Mapped[int] = mapped_column(default=0)
    pages_done: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    stopped_by: Mapped[UUID | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    """When the build's manifest was deleted; the build cannot be shown after that."""


class BuildHold(TenantOwned, Identified, Created, Base):
    """The names of files that an unfinished build protects from garbage collection."""

    __tablename__ = "build_holds"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "build_id"], ["site_builds.tenant_id", "site_builds.id"], ondelete="CASCADE"
        ),
    )

    build_id: Mapped[UUID]
    names: Mapped[list[str]] = mapped_column(JSONB)


class EdgeEvent(TenantOwned, Created, Base):
    """An event for the edges: for example, a build went live, or a hostname was added or removed."""

    __tablename__ = "edge_events"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    # The transaction id, set by the database. A cursor based on it does not miss transactions that commit late.
    txid: Mapped[str] = mapped_column(FetchedValue())
    kind: Mapped[str]
    site_id: Mapped[UUID | None]
    build_id: Mapped[UUID | None]
    hostname: Mapped[str | None]
    request_id: Mapped[str | None] = mapped_column(default=lambda: request_ids.current() or None)
    """The id of the HTTP request that caused the event."""


class EdgeReport(TenantOwned, Base):
    """A report from an edge that it could not bring a site up to date."""

    __tablename__ = "edge_reports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    edge_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_full: Mapped[bool]
    noted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OutboxMessage(TenantOwned, Created, Base):
    """Work for the queue, written in the same transaction as the change that requires it."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    dispatched_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    """When the relay last checked this message; set only when there are too many to check in one round."""
    request_id: Mapped[str | None] = mapped_column(default=lambda: request_ids.current() or None)
    """The id of the HTTP request that caused the work."""
    tries: Mapped[int] = mapped_column(default=0)
    """How many of its jobs have failed; it never decreases, so that each job has an id of its own."""
    faults: Mapped[int] = mapped_column(default=0)
    """How many of them failed for a reason other than an outage."""
    waits_since: Mapped[datetime | None]
    """When the message began to wait for a service to respond."""
    retry_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    """When the work was given up until somebody sends it again; `dispatched_at` is set too."""
    last_error: Mapped[str] = mapped_column(default="")
    """Why the last job failed, for operators; contains nothing that an author wrote."""
