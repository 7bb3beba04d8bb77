"""The lease on a build: stored in its row, renewed with every step, and lost once another worker takes over."""

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
LARGE_SECONDS = 5.0
"""A build that takes longer is large."""
MAX_ATTEMPTS = 3
MIN_PAUSE, MAX_PAUSE = timedelta(seconds=2), timedelta(seconds=60)
"""Limits for the pause before the store is tried again; within them, the pause equals the time waited so far."""
MAX_WAIT = {
    BuildKind.PUBLISH: timedelta(minutes=30),
    BuildKind.PREVIEW: timedelta(minutes=30),
    BuildKind.RELEASE: timedelta(days=1),
}
"""How long a build waits for the store. A release waits longer: its author may be away when it is due."""
MAX_LEASE_AHEAD = MAX_PAUSE + timedelta(minutes=1)
"""No lease ends further in the future than this, unless the database's clock was set back."""
PARKED = (
    "We tried three times without success. Your live site hasn’t changed. Please try again in a few minutes."
)
RETRYING = "Something went wrong. Trying again in a moment."
WAITING = "This will continue automatically as soon as that’s fixed."


class LeaseLost(Exception):
    """Another worker has the lease, or the build has finished or was stopped: stop working on it at once."""


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
    """The build's log when the lease was taken."""
    progressed_at: float = field(default_factory=monotonic)
    """Monotonic time of the last progress."""
    queue_delay: timedelta = timedelta()
    """How long the request waited for its first attempt; zero for later attempts."""
    began_at: float = field(default_factory=monotonic)
    """Monotonic time at which the lease was taken."""

    @property
    def takes_long(self) -> bool:
        """True once the work has taken as long as that of a large build."""
        return monotonic() - self.began_at > LARGE_SECONDS

    def renew(self, *, message: str = "", **values: Any) -> None:
        """Renew the lease and write progress to the build's row. Raises LeaseLost."""
        self.mark_progress()
        with transaction() as session:
            self.write(session, message=message, lease_until=_deadline(LEASE), **values)

    def extend(self) -> None:
        """Renew the lease without recording progress. Raises LeaseLost."""
        with transaction() as session:
            self.write(session, lease_until=_deadline(LEASE))

    def mark_progress(self) -> None:
        """Record that the work has made progress."""
        self.progressed_at = monotonic()

    def write(self, session: Session, *, message: str = "", **values: Any) -> None:
        """Update the build's row if the lease is still held. Raises LeaseLost."""
        if message:
            values["build_log"] = SiteBuild.build_log + line(message)
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
        self, session: Session, *, message: str, manifest_hash: str, input_keys: Mapping[str, Any], pages: int
    ) -> None:
        """Mark the build as successful. Raises LeaseLost."""
        values = {"manifest_hash": manifest_hash, "input_keys": input_keys, "pages_done": pages}
        self._end(session, BuildStatus.SUCCESS, message=message, **values)

    def fail(self, reason: str) -> None:
        """Mark the build as failed, with a reason for its author. Raises LeaseLost."""
        with transaction() as session:
            self._end(session, BuildStatus.ERROR, message=reason, error=reason)

    def _end(self, session: Session, status: BuildStatus, *, message: str, **values: Any) -> None:
        over = {
            "lease_until": None,
            "completed_at": func.clock_timestamp(),
            "is_large": self.takes_long,
        }
        self.write(session, message=message, status=status, **over, **values)

    def hand_over(self) -> None:
        """Return the build, which has turned out to be large, to the queue. Raises LeaseLost.

        This attempt is not counted, and its lines are removed from the log.
        """
        with transaction() as session:
            self.write(
                session,
                status=BuildStatus.PENDING,
                is_large=True,
                lease_id=None,
                lease_until=None,
                attempts=SiteBuild.attempts - 1,
                build_log=self.log,
            )

    def retry_later(self) -> None:
        """Return the build to the queue with a backoff, or fail it after the last attempt. Raises LeaseLost."""
        if self.attempt >= MAX_ATTEMPTS:
            self.fail(PARKED)
            return
        with transaction() as session:
            self.write(
                session,
                message=RETRYING,
                status=BuildStatus.PENDING,
                lease_id=None,
                lease_until=_deadline(timedelta(seconds=2**self.attempt)),
            )

    def wait_for_store(self, reason: str) -> None:
        """Return the build to the queue, with growing pauses, until the store responds. Raises LeaseLost.

        This attempt is not counted, and its lines are removed from the log.
        """
        with transaction() as session:
            row = select(SiteBuild.waits_since, func.clock_timestamp()).where(SiteBuild.id == self.build_id)
            found = session.execute(row).one_or_none()
            if found is None:
                raise LeaseLost(self.build_id)
            since, now = found
            waited = max(timedelta(), now - since) if since else timedelta()
            if waited >= MAX_WAIT[self.kind]:
                self.fail(f"{reason} Please try again in a few minutes.")
                return
            message = f"{reason} {WAITING}"
            is_logged = self.log.endswith(f"{message}\n")
            self.write(
                session,
                status=BuildStatus.PENDING,
                lease_id=None,
                lease_until=_deadline(min(MAX_PAUSE, max(MIN_PAUSE, waited))),
                attempts=SiteBuild.attempts - 1,
                waits_since=since or now,
                build_log=self.log if is_logged else self.log + line(message),
            )


def acquire(build_id: UUID) -> Lease | None:
    """Lease a build; return None if it has finished, is leased by another worker, or has had too many attempts."""
    lease_id = uuid4()
    with transaction() as session:
        row = session.execute(
            update(SiteBuild)
            .where(
                SiteBuild.id == build_id,
                SiteBuild.status.in_([BuildStatus.PENDING, BuildStatus.BUILDING]),
                is_unleased(),
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
                (func.clock_timestamp() - SiteBuild.created_at).label("queue_delay"),
            )
        ).one_or_none()
    if row is None:
        return None
    kind = BuildKind(row.kind)
    lease = Lease(build_id, row.site_id, row.publish_seq, row.attempts, kind, lease_id, row.build_log)
    if lease.attempt == 1 and row.waits_since is None:
        lease.queue_delay = row.queue_delay
    if lease.attempt > MAX_ATTEMPTS:
        lease.fail(PARKED)
        return None
    return lease


def is_unleased() -> ColumnElement[bool]:
    """An SQL condition: the lease or pause is over, or ends so late that the clock must have been set back."""
    until, now = SiteBuild.lease_until, func.clock_timestamp()
    return or_(until.is_(None), until < now, until > now + MAX_LEASE_AHEAD)


def is_newest(session: Session, lease: Lease) -> bool:
    """Whether this is the site's most recently requested build."""
    newer = select(SiteBuild.id).where(
        SiteBuild.site_id == lease.site_id, SiteBuild.publish_seq > lease.publish_seq
    )
    return session.scalar(select(newer.exists())) is False


def _deadline(delay: timedelta) -> Any:
    return func.clock_timestamp() + delay
