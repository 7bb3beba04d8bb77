"""Requesting a publication: one row and one outbox message, in one transaction."""

from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, false, func, select, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import BuildKind, BuildStatus, OutboxMessage, Site, SiteBuild
from app.services import accounts, audit
from app.services.publishing.build_log import WHO, line
from app.tenancy import current_scope, current_tenant_id, transaction

TOPIC = "publication"
NEWER = "A newer publication replaced this one."


def request_publication(site_id: UUID) -> SiteBuild:
    """Request a publication of the site as it is when the work starts. Older waiting requests are superseded.

    Raises NotFound or TooMany.
    """
    accounts.consume_attempt("publications of a site", str(site_id))
    with transaction() as session:
        build = new_build(session, site_id, kind=BuildKind.PUBLISH)
        build.build_log = line(f"{WHO} started the publication.")
        session.add(OutboxMessage(topic=TOPIC, payload={"build_id": str(build.id)}))
        audit.record("site.publish", site_id, build=str(build.id))
    return build


def request_release(
    session: Session, site_id: UUID, *, message: str, release_id: UUID | None = None
) -> SiteBuild:
    """Request a build of what a release changes, in the transaction that begins or ends the release."""
    build = new_build(session, site_id, kind=BuildKind.RELEASE)
    build.release_id = release_id
    build.build_log = line(message)
    session.add(OutboxMessage(topic=TOPIC, payload={"build_id": str(build.id)}))
    return build


def new_build(session: Session, site_id: UUID, *, kind: BuildKind, build_id: UUID | None = None) -> SiteBuild:
    """Insert a build with the site's next number; waiting builds with lower numbers are superseded. Raises NotFound."""
    seq = session.scalar(
        update(Site)
        .where(Site.id == site_id)
        .values(publish_seq=Site.publish_seq + 1, updated_at=Site.updated_at)
        .returning(Site.publish_seq)
    )
    if seq is None:
        raise NotFound("We couldn’t find that site.")
    supersede_waiting(session, site_id, below=seq, kind=kind)
    scope = current_scope()
    build = SiteBuild(
        id=build_id or uuid4(),
        site_id=site_id,
        publish_seq=seq,
        kind=kind,
        status=BuildStatus.PENDING,
        is_large=was_large(),
        requested_by=scope.user_id,
        on_behalf_of=scope.on_behalf_of,
    )
    session.add(build)
    session.flush()
    return build


def was_large() -> ColumnElement[bool]:
    """An SQL expression: whether the tenant's most recently started build was large. The next one probably is, too."""
    newest = (
        select(SiteBuild.is_large)
        .where(SiteBuild.tenant_id == current_tenant_id(), SiteBuild.started_at.is_not(None))
        .order_by(SiteBuild.started_at.desc())
        .limit(1)
    )
    return func.coalesce(newest.scalar_subquery(), false())


def supersede_waiting(session: Session, site_id: UUID, *, below: int, kind: BuildKind) -> None:
    """Supersede waiting requests that a newer one covers."""
    waiting = (
        select(SiteBuild.id)
        .where(SiteBuild.site_id == site_id, SiteBuild.status == BuildStatus.PENDING)
        .where(SiteBuild.publish_seq < below, SiteBuild.kind != BuildKind.PREVIEW)
        .with_for_update(skip_locked=True)
    )
    newer = "Someone restored an earlier publication." if kind is BuildKind.ROLLBACK else NEWER
    session.execute(
        update(SiteBuild)
        .where(SiteBuild.id.in_(waiting.scalar_subquery()), SiteBuild.status == BuildStatus.PENDING)
        .values(
            status=BuildStatus.SUPERSEDED,
            completed_at=func.clock_timestamp(),
            build_log=SiteBuild.build_log + line(newer),
        )
    )
