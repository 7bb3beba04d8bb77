"""Publishing in the background."""

from uuid import UUID

from app import request_ids
from app.jobs.job import job
from app.services import publishing
from app.services.publishing import TOPIC, Turn
from app.tenancy import tenant_scope

MAX_CHOICES = 10
"""How often a worker chooses again if another one was faster."""


def job_id(build_id: object, attempts: int) -> str:
    """The id of a build's job after this many attempts."""
    return f"build-{build_id}-{attempts}"


@job(
    "publish_site",
    queue="publishing",
    topic=TOPIC,
    first_id=lambda payload: job_id(payload["build_id"], 0),
)
def publish_site(*, tenant_id: str, build_id: str) -> None:
    """Work on a build until it is live or has failed: on this one, or on one of another tenant whose turn it is.

    A queued job only says that there is work. Each waiting build has one, so each gets its turn.
    """
    with tenant_scope(UUID(tenant_id)):
        if not publishing.build_exists(UUID(build_id)):
            return
    for _choice in range(MAX_CHOICES):
        turn = publishing.next_turn()
        if turn is None or _take(turn):
            return


def _take(turn: Turn) -> bool:
    """Work on a build; return False if another worker was faster."""
    request_id = publishing.find_request_id(turn) or request_ids.current()
    with request_ids.entered(request_id), tenant_scope(turn.tenant_id):
        return publishing.publish(turn.build_id)
