"""Who works on a build: a lease in its row, renewed with every step, refused once somebody else took over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from app.models import BuildKind, BuildStatus, SiteBuild
from app.services.publishing.build_log import line
from app.tenancy import transaction

LEASE = timedelta(seconds=12)
MOST_ATTEMPTS = 3
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(seconds=60)
"""Between two looks whether the store answers again: as long as was waited already, within these."""
PATIENCE = {
    BuildKind.PUBLISH: timedelta(minutes=30),
    BuildKind.PREVIEW: timedelta(minutes=30),
    BuildKind.RELEASE: timedelta(days=1),
}
"""How long a build waits for the store. At a release's minute nobody may be there to try again."""
FARTHEST = LONGEST_WAIT + timedelta(minutes=1)
"""No lease ends later than this, unless the database's clock went back."""
PARKED = (
    "We tried three times and it did not work. Your site stays as it is. Please try again in a few minutes."
)
AGAIN = "Something got in the way. We will try again in a moment."
WAITING = "We go on by ourselves as soon as that works again."


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
    log: str = ""
    """What had happened before."""
    moved: float = field(default_factory=monotonic)
    """When the work on it got on last."""
    late: timedelta = timedelta()
    """How long after the request somebody began; none for one that was begun before."""

    def renew(self, *, words: str = "", **values: Any) -> None:
        """Hold on to the build, and note how far it has come. Raises LeaseLost."""
        self.move()
        with transaction() as session:
            self.write(session, words=words, lease_until=_deadline(LEASE), **values)

    def hold(self) -> None:
        """Hold on to the build, whether or not it got on. Raises LeaseLost."""
        with transaction() as session:
            self.write(session, lease_until=_deadline(LEASE))

    def move(self) -> None:
        """The work gets on, so it does not hang."""
        self.moved = monotonic()

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

    def give_back(self) -> None:
        """Let the sweep start it again soon; after the last attempt it is parked."""
        if self.attempt >= MOST_ATTEMPTS:
            self.fail(PARKED)
            return
        with transaction() as session:
            self.write(
                session,
                words=AGAIN,
                status=BuildStatus.PENDING,
                lease_id=None,
                lease_until=_deadline(timedelta(seconds=2**self.attempt)),
            )

    def wait(self, why: str) -> None:
        """Have it tried again for long, ever more seldom, because it cannot be helped that it does not work now.

        That costs no attempt, and what this one did is not in the log.
        """
        with transaction() as session:
            row = select(SiteBuild.waits_since, func.clock_timestamp()).where(SiteBuild.id == self.build_id)
            found = session.execute(row).one_or_none()
            if found is None:
                raise LeaseLost(self.build_id)
            since, now = found
            waited = max(timedelta(), now - since) if since else timedelta()
            if waited >= PATIENCE[self.kind]:
                self.fail(f"{why} Please try again in a few minutes.")
                return
            told = f"{why} {WAITING}"
            is_told = self.log.endswith(f"{told}\n")
            self.write(
                session,
                status=BuildStatus.PENDING,
                lease_id=None,
                lease_until=_deadline(min(LONGEST_WAIT, max(FIRST_WAIT, waited))),
                attempts=SiteBuild.attempts - 1,
                waits_since=since or now,
                build_log=self.log if is_told else self.log + line(told),
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
                nobody_holds(),
            )
            .values(
                status=BuildStatus.BUILDING,
                lease_id=lease_id,
                lease_until=_deadline(LEASE),
                attempts=SiteBuild.attempts + 1,
                started_at=func.coalesce(SiteBuild.started_at, func.clock_timestamp()),
                pages_done=0,
            )
            .returning(
                SiteBuild.site_id,
                SiteBuild.publish_seq,
                SiteBuild.attempts,
                SiteBuild.kind,
                SiteBuild.build_log,
                SiteBuild.waits_since,
                (func.clock_timestamp() - SiteBuild.created_at).label("late"),
            )
        ).one_or_none()
    if row is None:
        return None
    kind = BuildKind(row.kind)
    lease = Lease(build_id, row.site_id, row.publish_seq, row.attempts, kind, lease_id, row.build_log)
    if lease.attempt == 1 and row.waits_since is None:
        lease.late = row.late
    if lease.attempt > MOST_ATTEMPTS:
        lease.fail(PARKED)
        return None
    return lease


def nobody_holds() -> ColumnElement[bool]:
    """Of builds whose lease or pause is over, or ends so late that the database's clock must have gone back."""
    until, now = SiteBuild.lease_until, func.clock_timestamp()
    return or_(until.is_(None), until < now, until > now + FARTHEST)


def is_newest(session: Session, lease: Lease) -> bool:
    """Whether no build of the site with a higher number has been asked for."""
    newer = select(SiteBuild.id).where(
        SiteBuild.site_id == lease.site_id, SiteBuild.publish_seq > lease.publish_seq
    )
    return session.scalar(select(newer.exists())) is False


def _deadline(away: timedelta) -> Any:
    return func.clock_timestamp() + away
