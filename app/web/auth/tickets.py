"""Tickets for open editors: signed, short-lived tokens that allow polling without a session lookup per request.

A ticket expires after two minutes and is renewed by a route that checks the session, so access ends
soon after sign-out or removal from the tenant.
"""

import time
from functools import lru_cache
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.extensions import config
from app.services.presence import EditorTab
from app.web.auth.login import require_identity

LIFETIME = 120
"""Seconds until a ticket expires."""

TICKET_HEADER = "QS-Ticket"
SUPPORT = "Support"


def issue_ticket(page_id: UUID) -> str:
    """Issue a ticket for the signed-in user and a page of their tenant. Hides the names of support staff."""
    identity = require_identity()
    assert identity.tenant is not None, "The route has no marker that requires a member."  # noqa: S101
    name = SUPPORT if identity.visit else identity.user.name or identity.user.email.partition("@")[0]
    user = SUPPORT if identity.visit else identity.user.id.hex
    return _signer(config().secret_key).dumps([identity.tenant.id.hex, page_id.hex, user, name])


def read_ticket(ticket: str, page_id: UUID, client_id: UUID) -> EditorTab | None:
    """Return the tab `client_id` of the ticket's user; None if the ticket is forged, expired or for another page."""
    try:
        (tenant, page, user, name), issued = _verify(config().secret_key, ticket)
    except BadSignature:
        return None
    if page != page_id.hex or not 0 <= time.time() - issued <= LIFETIME:
        return None
    return EditorTab(
        tenant_id=UUID(tenant), page_id=page_id, user_id=user, name=name, client_id=client_id.hex
    )


@lru_cache(maxsize=4096)
def _verify(key: str, ticket: str) -> tuple[list[str], float]:
    """Return what a ticket says and when it was issued. Cached, because an editor sends each ticket about 30 times.

    Raises BadSignature, which is not cached: forged tickets replace none of the cached ones.
    """
    content, issued = _signer(key).loads(ticket, return_timestamp=True)
    return content, issued.timestamp()


@lru_cache(maxsize=2)
def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="an open editor")
