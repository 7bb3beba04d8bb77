"""The secret that opens a preview: made from our key and the preview's id, so that it is kept nowhere."""

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
    """A name that says nothing: everybody may know it, and with certificates of their own everybody does."""
    return hostname_of(PREFIX + _letters(secrets.token_bytes(NAME_BYTES)))


def secret_of(preview_id: UUID) -> str:
    """What its link carries; the same as long as our key is the same."""
    key = config().secret_key
    if not key:
        raise RuntimeError("This process has no SECRET_KEY, so it can make no links.")
    whole = hmac.new(key.encode(), f"the link of preview {preview_id}".encode(), hashlib.sha256).digest()
    return _letters(whole[:SECRET_BYTES])


def link_of(preview_id: UUID, hostname: str, digest: str) -> str:
    """What the author gives away; '' for support that looks on, and once our key has changed."""
    if current_scope().on_behalf_of is not None:
        return ""
    secret = secret_of(preview_id)
    is_known = hmac.compare_digest(digest_of(secret), digest)
    return f"{config().site_url(hostname)}{PATH}{secret}" if is_known else ""


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().lower()
