"""All parked work of all tenants: messages of the outbox, and builds that were given up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import BuildKind, BuildStatus, OutboxMessage, SiteBuild, Tenant
from app.services import publishing
from app.services.parked_work.kinds import OF_BUILD, OF_TOPIC, WorkKind
from app.tenancy import platform_transaction

BUILDS_LISTED_FOR = timedelta(days=1)
"""Earlier builds are not listed, because sending one again would publish everything written since."""
MAX_LISTED = 1000
"""Maximum number of each kind that is listed."""


@dataclass(frozen=True, kw_only=True)
class ParkedWork:
    """One piece of parked work, for operators and support."""

    id: str
    """`outbox-<number>` or `build-<id>`."""
    kind: WorkKind
    tenant_id: UUID
    since: datetime
    tries: int
    error: str
    """The last error, without anything that an author wrote."""


def list_parked() -> Sequence[ParkedWork]:
    """All parked work, the longest parked first."""
    with platform_transaction() as session:
        return sorted([*_messages(session), *_builds(session)], key=lambda work: work.since)


def count_parked() -> Mapping[WorkKind, int]:
    """How much of each kind is parked; kinds of which nothing is parked are left out."""
    return Counter(work.kind for work in list_parked())


def find_tenant_names(listed: Sequence[ParkedWork]) -> Mapping[UUID, str]:
    """The names of the tenants whose work this is."""
    ids = {work.tenant_id for work in listed}
    with platform_transaction() as session:
        rows = session.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(ids)))
        return {row.id: row.name for row in rows}


def _messages(session: Session) -> list[ParkedWork]:
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.parked_at.is_not(None))
        .order_by(OutboxMessage.parked_at)
        .limit(MAX_LISTED)
    )
    return [_message(row) for row in session.scalars(query)]


def _message(row: OutboxMessage) -> ParkedWork:
    return ParkedWork(
        id=f"outbox-{row.id}",
        kind=OF_TOPIC.get(row.topic, WorkKind.OTHER),
        tenant_id=row.tenant_id,
        since=row.parked_at or row.created_at,
        tries=row.tries,
        error=row.last_error,
    )


def _builds(session: Session) -> list[ParkedWork]:
    facts = (SiteBuild.tenant_id, SiteBuild.id, SiteBuild.kind, SiteBuild.attempts, SiteBuild.waits_since)
    query = (
        select(*facts, SiteBuild.completed_at)
        .where(is_parked_build())
        .order_by(SiteBuild.completed_at)
        .limit(MAX_LISTED)
    )
    return [
        ParkedWork(
            id=f"build-{row.id}",
            kind=OF_BUILD[BuildKind(row.kind)],
            tenant_id=row.tenant_id,
            since=row.completed_at,
            tries=row.attempts,
            error="It waited too long for the object store." if row.waits_since else "Its workers failed.",
        )
        for row in session.execute(query)
    ]


def is_parked_build() -> ColumnElement[bool]:
    """An SQL condition: the build was given up, not because of its content, and no later build has replaced it."""
    later = aliased(SiteBuild)
    is_replaced = (
        select(later.id)
        .where(later.tenant_id == SiteBuild.tenant_id, later.site_id == SiteBuild.site_id)
        .where(later.publish_seq > SiteBuild.publish_seq, later.kind != BuildKind.PREVIEW)
        .exists()
    )
    return and_(
        SiteBuild.status == BuildStatus.ERROR,
        SiteBuild.kind.in_(OF_BUILD),
        or_(SiteBuild.attempts >= publishing.MAX_ATTEMPTS, SiteBuild.waits_since.is_not(None)),
        SiteBuild.completed_at > func.now() - BUILDS_LISTED_FOR,
        or_(SiteBuild.kind == BuildKind.PREVIEW, ~is_replaced),
    )
