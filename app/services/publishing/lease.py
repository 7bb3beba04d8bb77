"""Who works on a build: a lease in its row, renewed with every step, refused once somebody else took over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app.models import BuildKind, BuildStatus, SiteBuild
from app.services.publishing.log import line
from app.tenancy import transaction

LEASE_SECONDS = 12
MOST_ATTEMPTS = 3
PARKED = (
    "We tried three times and it did not work. Your site stays as it is. Please try again in a few minutes."
)
SOMETHING = "Something got in the way."


class LeaseLost(Exception):
    """Somebody else works on the build now, or it is over or was stopped; whoever sees this stops at once."""


@dataclass
class Lease:
    """The right to work on one build."""

    build_id: UUID
    site_id: UUID
    publish_seq: int
    attempt: int
    kind: BuildKind
    id: UUID = field(default_factory=uuid4)

    def renew(self, *, words: str = "", **values: Any) -> None:
        """Hold on to the build, and note how far it has come. Raises LeaseLost."""
        with transaction() as session:
            self.write(session, words=words, lease_until=_deadline(LEASE_SECONDS), **values)

    def write(self, session: Session, *, words: str = "", **values: Any) -> None:
        """Change the build's row while the lease holds. Raises LeaseLost."""
        if words:
            values["build_log"] = SiteBuild.build_log + line(words)
        written = session.execute(
            update(SiteBuild)
            .where(
                SiteBuild.id == self.build_id,
                SiteBuild.lease_id == self.id,
                SiteBuild.status == BuildStatus.BUILDING,
            )
            .values(**values)
            .returning(SiteBuild.id)
        )
        if written.scalar() is None:
            raise LeaseLost(self.build_id)

    def finish(
        self, session: Session, *, words: str, manifest_hash: str, input_keys: Mapping[str, Any], pages: int
    ) -> None:
        """Everything is made. Raises LeaseLost."""
        made = {"manifest_hash": manifest_hash, "input_keys": input_keys, "pages_done": pages}
        self._end(session, BuildStatus.SUCCESS, words=words, **made)

    def fail(self, reason: str) -> None:
        """Nothing more will be tried: the author reads the reason."""
        with transaction() as session:
            self._end(session, BuildStatus.ERROR, words=reason, error=reason)

    def _end(self, session: Session, status: BuildStatus, *, words: str, **values: Any) -> None:
        over = {"lease_until": None, "completed_at": func.clock_timestamp()}
        self.write(session, words=words, status=status, **over, **values)

    def give_back(self, why: str = SOMETHING) -> None:
        """Let the sweep start it again soon; after the last attempt it is parked."""
        if self.attempt >= MOST_ATTEMPTS:
            self.fail(PARKED if why == SOMETHING else f"{why} Please try again in a few minutes.")
            return
        with transaction() as session:
            self.write(
                session,
                words=f"{why} We will try again in a moment.",
                status=BuildStatus.PENDING,
                lease_id=None,
                lease_until=_deadline(2**self.attempt),
            )


def take(build_id: UUID) -> Lease | None:
    """Begin to work on a build; None when it is over, somebody works on it, or it was tried too often."""
    lease_id = uuid4()
    with transaction() as session:
        row = session.execute(
            update(SiteBuild)
            .where(
                SiteBuild.id == build_id,
                SiteBuild.status.in_([BuildStatus.PENDING, BuildStatus.BUILDING]),
                or_(SiteBuild.lease_until.is_(None), SiteBuild.lease_until < func.clock_timestamp()),
            )
            .values(
                status=BuildStatus.BUILDING,
                lease_id=lease_id,
                lease_until=_deadline(LEASE_SECONDS),
                attempts=SiteBuild.attempts + 1,
                started_at=func.coalesce(SiteBuild.started_at, func.clock_timestamp()),
                pages_done=0,
            )
            .returning(SiteBuild.site_id, SiteBuild.publish_seq, SiteBuild.attempts, SiteBuild.kind)
        ).one_or_none()
    if row is None:
        return None
    lease = Lease(build_id, row.site_id, row.publish_seq, row.attempts, BuildKind(row.kind), lease_id)
    if lease.attempt > MOST_ATTEMPTS:
        lease.fail(PARKED)
        return None
    return lease


def is_newest(session: Session, lease: Lease) -> bool:
    """Whether no build of the site with a higher number has been asked for."""
    newer = select(SiteBuild.id).where(
        SiteBuild.site_id == lease.site_id, SiteBuild.publish_seq > lease.publish_seq
    )
    return session.scalar(select(newer.exists())) is False


def _deadline(seconds: int) -> Any:
    return func.clock_timestamp() + timedelta(seconds=seconds)
