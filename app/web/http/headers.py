"""The security and caching headers of every response, and when to come back after an outage."""

import secrets
from http import HTTPStatus

from flask import Flask, Response, g, request

from app import request_ids

# Authors may use pictures from any website.
_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: https: http:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


RETRY_SECONDS = 10
"""The `Retry-After` of a 503 that does not set its own."""
BARE_HEADERS = {
    **ALWAYS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""The headers of responses that contain neither markup nor scripts."""


def csp_nonce() -> str:
    """Return this response's CSP nonce, for inline style and script elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def install_headers(app: Flask) -> None:
    """Add the headers to every response."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    if request.endpoint == "static":
        return _add_to_file(response)
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault(request_ids.HEADER, request_ids.current())
    response.headers.setdefault("Content-Security-Policy", _policy())
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _add_to_file(response: Response) -> Response:
    """Add only the headers that static files need. The editor loads about seventy files, so this saves bandwidth."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype in {"image/svg+xml", "text/html"}:
        response.headers.setdefault(
            "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
        )
    return response


def _policy() -> str:
    by_nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    policy = _POLICY | {"script-src": f"'self'{by_nonce}", "style-src": f"'self'{by_nonce}"}
    return "; ".join(f"{name} {value}" for name, value in policy.items())
