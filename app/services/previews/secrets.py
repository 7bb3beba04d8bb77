"""The secret in a preview's link: derived from SECRET_KEY and the preview's id, so that it is never stored."""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from app.delivery.preview_links import PATH, PREFIX, digest_of
from app.extensions import config
from app.services.domains import hostname_of
from app.tenancy import current_scope

SECRET_BYTES = 20
NAME_BYTES = 5


def new_hostname() -> str:
    """A random hostname. It is not secret: certificate transparency logs may publish it."""
    return hostname_of(PREFIX + _letters(secrets.token_bytes(NAME_BYTES)))


def secret_of(preview_id: UUID) -> str:
    """The secret for a preview's link; it changes with SECRET_KEY."""
    key = config().secret_key
    if not key:
        raise RuntimeError("SECRET_KEY is not set, so preview links can’t be created.")
    whole = hmac.new(key.encode(), f"the link of preview {preview_id}".encode(), hashlib.sha256).digest()
    return _letters(whole[:SECRET_BYTES])


def link_of(preview_id: UUID, hostname: str, digest: str) -> str:
    """The link to share; '' for support staff, or if SECRET_KEY has changed."""
    if current_scope().on_behalf_of is not None:
        return ""
    secret = secret_of(preview_id)
    is_known = hmac.compare_digest(digest_of(secret), digest)
    return f"{config().site_url(hostname)}{PATH}{secret}" if is_known else ""


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().lower()
