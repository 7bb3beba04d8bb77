"""Publishing in the background."""

from uuid import UUID

from app.jobs.job import job
from app.services import publishing
from app.services.publishing import TOPIC
from app.tenancy import tenant_scope


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
    """Work on a build until it is live or has failed."""
    with tenant_scope(UUID(tenant_id)):
        publishing.publish(UUID(build_id))
