"""Unfinished builds that no worker has: a worker died, or the queue lost the job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from app.models import BuildStatus, OutboxMessage, SiteBuild
from app.services.publishing.lease import is_unleased
from app.services.publishing.requests import TOPIC
from app.services.publishing.turns import Turn
from app.tenancy import platform_transaction

QUEUE_TIME = timedelta(seconds=4)
"""A request younger than this may still be in the queue."""


@dataclass(frozen=True)
class StaleBuild:
    """A build to enqueue again."""

    tenant_id: UUID
    build_id: UUID
    attempts: int
    is_large: bool


def list_stale_builds() -> Sequence[StaleBuild]:
    """Builds of all tenants whose lease expired, or that no worker leased in time."""
    now = func.clock_timestamp()
    requested = SiteBuild.created_at
    # A request from the future was made before the database's clock was set back.
    is_late = or_(SiteBuild.lease_until.is_not(None), requested < now - QUEUE_TIME, requested > now)
    query = (
        select(SiteBuild.tenant_id, SiteBuild.id, SiteBuild.attempts, SiteBuild.is_large)
        .where(SiteBuild.status.in_([BuildStatus.PENDING, BuildStatus.BUILDING]))
        .where(is_unleased(), is_late)
        .order_by(SiteBuild.created_at)
        .limit(500)
    )
    with platform_transaction() as session:
        return [StaleBuild(*row) for row in session.execute(query)]


def find_request_id(build: StaleBuild | Turn) -> str:
    """Return the id of the HTTP request that requested a build, or "" if there was none."""
    query = select(OutboxMessage.request_id).where(
        OutboxMessage.tenant_id == build.tenant_id,
        OutboxMessage.topic == TOPIC,
        OutboxMessage.payload["build_id"].astext == str(build.build_id),
    )
    with platform_transaction() as session:
        return session.scalar(query) or ""
