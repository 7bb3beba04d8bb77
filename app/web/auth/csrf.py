"""CSRF protection: checks the request's origin headers and compares its token with the session's."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from flask import g, request, session

from app.errors import Forbidden

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"


class CrossSiteRequest(Forbidden):
    """An unsafe request that did not come from one of our own pages."""

    message = "This page has been open for a while. Please reload it and try again; nothing was changed."


def csrf_token() -> str:
    """Return this session's CSRF token, created on first use."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(32)
    return str(session[FIELD])


def masked_token() -> str:
    """Return the token masked with a one-time pad, so that compression does not leak it (BREACH)."""
    if "masked_token" not in g:
        token = csrf_token().encode()
        pad = secrets.token_bytes(len(token))
        g.masked_token = urlsafe_b64encode(pad + _xor(pad, token)).decode()
    return str(g.masked_token)


def check_request() -> None:
    """Raise CrossSiteRequest for an unsafe request from another site or without the session's token."""
    if request.method in SAFE_METHODS:
        return
    if not (_is_same_origin() and _has_token()):
        raise CrossSiteRequest


def _is_same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _has_token() -> bool:
    expected = str(session.get(FIELD, ""))
    given = (request.headers.get(CSRF_HEADER) or request.form.get(FIELD, "")).encode("utf-8", "surrogatepass")
    if len(given) > len(expected):
        given = _unmasked(given)
    return bool(expected) and hmac.compare_digest(expected.encode(), given)


def _unmasked(given: bytes) -> bytes:
    try:
        both = urlsafe_b64decode(given)
    except ValueError:
        return b""
    middle = len(both) // 2
    return _xor(both[:middle], both[middle:])


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
