"""Only our own pages may change something: the browser's word on where a request came from, and a token."""

import hmac
import secrets
from urllib.parse import urlsplit

from flask import request, session

from app.errors import Forbidden

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


class ForeignRequest(Forbidden):
    """A change that did not come from one of our own pages."""

    message = "This page has been open for a while. Reload it and try once more; nothing was changed."


def csrf_token() -> str:
    """The token of this browser's session, made when first asked for."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(32)
    return str(session[FIELD])


def check_origin() -> None:
    """Refuse a change that another site started. Raises ForeignRequest."""
    if request.method in SAFE_METHODS:
        return
    if not (_is_from_us() and _has_token()):
        raise ForeignRequest


def _is_from_us() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _has_token() -> bool:
    expected = str(session.get(FIELD, ""))
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))
