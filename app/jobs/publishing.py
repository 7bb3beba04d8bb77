"""Publishing in the background."""

from contextlib import suppress
from uuid import UUID

from rq.exceptions import DuplicateJobError

from app import request_ids
from app.jobs.job import job
from app.jobs.queueing import enqueue
from app.services import publishing
from app.services.publishing import TOPIC, Outcome, Turn
from app.tenancy import tenant_scope

MAX_CHOICES = 10
"""How often a worker chooses again if another one was faster, or if a build turned out to be large."""


def job_id(build_id: object, attempts: int) -> str:
    """The id of a build's job after this many attempts."""
    return f"build-{build_id}-{attempts}"


def large_job_id(build_id: object, attempts: int) -> str:
    """The id of a large build's job after this many attempts."""
    return f"large-build-{build_id}-{attempts}"


@job(
    "publish_site",
    queue="publishing",
    topic=TOPIC,
    first_id=lambda payload: job_id(payload["build_id"], 0),
)
def publish_site(*, tenant_id: str, build_id: str) -> None:
    """Work on a build until it is live or has failed: on this one, or on one of another tenant whose turn it is.

    A queued job only says that there is work. Each waiting build has one, so each gets its turn. A large build waits
    in a queue of its own.
    """
    with tenant_scope(UUID(tenant_id)):
        is_large = publishing.is_large(UUID(build_id))
    if is_large is None:
        return
    if is_large:
        enqueue_large(UUID(tenant_id), UUID(build_id))
    _take_turn(large=False)


@job("publish_large_site", queue="large-builds")
def publish_large_site(*, tenant_id: str, build_id: str) -> None:
    """Work on a large build: on this one, or on one of another tenant whose turn it is."""
    with tenant_scope(UUID(tenant_id)):
        exists = publishing.is_large(UUID(build_id)) is not None
    if exists:
        _take_turn(large=True)


def enqueue_large(tenant_id: UUID, build_id: UUID, *, attempts: int = 0) -> None:
    """Enqueue a large build, unless it is in the queue already."""
    with suppress(DuplicateJobError):
        enqueue(
            publish_large_site,
            job_id=large_job_id(build_id, attempts),
            tenant_id=str(tenant_id),
            build_id=str(build_id),
        )


def _take_turn(*, large: bool) -> None:
    for _choice in range(MAX_CHOICES):
        turn = publishing.next_turn(large=large)
        if turn is None or _take(turn, large=large) is Outcome.WORKED:
            return


def _take(turn: Turn, *, large: bool) -> Outcome:
    """Work on a build, and enqueue it again if it turns out to be large."""
    request_id = publishing.find_request_id(turn) or request_ids.current()
    with request_ids.entered(request_id), tenant_scope(turn.tenant_id):
        outcome = publishing.publish(turn.build_id, only_small=not large)
        if outcome is Outcome.HANDED_OVER:
            enqueue_large(turn.tenant_id, turn.build_id)
    return outcome
