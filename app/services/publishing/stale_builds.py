"""Builds that nobody works on although they are not over: a worker died, or the queue forgot them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from app.models import BuildStatus, SiteBuild
from app.services.publishing.lease import nobody_holds
from app.tenancy import platform_transaction

PATIENCE = timedelta(seconds=4)
"""A fresh request is on its way through the queue for this long."""


@dataclass(frozen=True)
class Stranded:
    """A build that has to be started again."""

    tenant_id: UUID
    build_id: UUID
    attempts: int


def list_stranded() -> Sequence[Stranded]:
    """Builds of all tenants whose lease ran out, or that nobody has taken up in time."""
    now = func.clock_timestamp()
    asked = SiteBuild.created_at
    # What was asked for later than now was asked for before the database's clock went back.
    is_late = or_(SiteBuild.lease_until.is_not(None), asked < now - PATIENCE, asked > now)
    query = (
        select(SiteBuild.tenant_id, SiteBuild.id, SiteBuild.attempts)
        .where(SiteBuild.status.in_([BuildStatus.PENDING, BuildStatus.BUILDING]))
        .where(nobody_holds(), is_late)
        .order_by(SiteBuild.created_at)
        .limit(500)
    )
    with platform_transaction() as session:
        return [Stranded(*row) for row in session.execute(query)]
