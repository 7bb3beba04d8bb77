"""Whose build is next: tenants take turns, so that the builds of one never hold up those of all others.

Large builds have a queue of their own, because a turn of one may take minutes. Workers that do not take from it are
always soon free for small builds.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.models import BuildStatus, SiteBuild
from app.services.publishing.lease import is_unleased
from app.tenancy import platform_transaction, transaction


@dataclass(frozen=True)
class Turn:
    """The build that a worker should work on next."""

    tenant_id: UUID
    build_id: UUID


def is_large(build_id: UUID) -> bool | None:
    """Whether a build of the current tenant is large; None if there is no such build."""
    with transaction() as session:
        return session.scalar(select(SiteBuild.is_large).where(SiteBuild.id == build_id))


def next_turn(*, large: bool = False) -> Turn | None:
    """The build whose turn it is, among the waiting large or small builds of all tenants; None if none is waiting.

    A tenant without a running build comes before one with a running build, then the one that was served longest ago,
    and then its oldest build. So a tenant has two running builds only while nobody else is waiting.
    """
    other = aliased(SiteBuild)
    of_tenant = other.tenant_id == SiteBuild.tenant_id
    running = (
        select(func.count())
        .where(of_tenant, other.status == BuildStatus.BUILDING)
        .where(other.lease_until >= func.clock_timestamp())
        .scalar_subquery()
    )
    last_served = select(func.max(other.started_at)).where(of_tenant).scalar_subquery()
    query = (
        select(SiteBuild.tenant_id, SiteBuild.id)
        .where(SiteBuild.status.in_([BuildStatus.PENDING, BuildStatus.BUILDING]), is_unleased())
        .where(SiteBuild.is_large == large)
        .order_by(running, last_served.nulls_first(), SiteBuild.created_at, SiteBuild.id)
        .limit(1)
    )
    with platform_transaction() as session:
        row = session.execute(query).one_or_none()
    return Turn(*row) if row else None
