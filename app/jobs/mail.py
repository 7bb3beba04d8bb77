"""Mail in the background."""

from uuid import UUID

from app.services import mail
from app.tenancy import tenant_scope


def send_mail(*, tenant_id: str, kind: str, user_id: str, **details: str) -> None:
    """Write and send one mail."""
    with tenant_scope(UUID(tenant_id)):
        mail.deliver(kind=kind, user_id=user_id, **details)
