"""Publishing in the background."""

from uuid import UUID

from app.services import publishing
from app.tenancy import tenant_scope


def publish_site(*, tenant_id: str, build_id: str) -> None:
    """Work on a build until it is live or has failed."""
    with tenant_scope(UUID(tenant_id)):
        publishing.publish(UUID(build_id))
