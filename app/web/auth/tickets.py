"""Tickets of open editors: what a page may ask for again and again without the session being looked up each time.

A ticket lives for two minutes and is renewed by a route that looks at the session, so that whoever is
signed out or is a member no more hears nothing after that.
"""

from functools import lru_cache
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.extensions import config
from app.services.presence import EditorTab
from app.web.auth.login import require_identity

LIFETIME = 120
"""Seconds."""

HEADER = "QS-Ticket"
SUPPORT = "Support"


def issue_ticket(page_id: UUID) -> str:
    """A ticket for the signed-in person and this page of their tenant. Support's name is nobody's business."""
    identity = require_identity()
    assert identity.tenant is not None, "The route lacks a marker that asks for a member."  # noqa: S101
    name = SUPPORT if identity.visit else identity.user.name or identity.user.email.partition("@")[0]
    user = SUPPORT if identity.visit else identity.user.id.hex
    return _signer(config().secret_key).dumps([identity.tenant.id.hex, page_id.hex, user, name])


def read_ticket(ticket: str, page_id: UUID, client_id: UUID) -> EditorTab | None:
    """Whose tab it is, or None when it is not ours, too old, or for another page."""
    try:
        tenant, page, user, name = _signer(config().secret_key).loads(ticket, max_age=LIFETIME)
    except BadSignature:
        return None
    if page != page_id.hex:
        return None
    return EditorTab(
        tenant_id=UUID(tenant), page_id=page_id, user_id=user, name=name, client_id=client_id.hex
    )


@lru_cache(maxsize=2)
def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="an open editor")
