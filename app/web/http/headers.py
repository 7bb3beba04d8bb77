"""What every answer says to the browser about itself."""

import secrets

from flask import Flask, Response, g, request

from app import request_ids

# Pictures come by address for now, from wherever an author keeps them.
_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: https: http:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def csp_nonce() -> str:
    """The nonce of this answer, for a style or script element written into the page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def install_headers(app: Flask) -> None:
    """Add the headers to every answer of the app."""
    app.after_request(_add)


def _add(answer: Response) -> Response:
    if request.endpoint == "static":
        return _add_to_file(answer)
    for name, value in _ALWAYS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault(request_ids.HEADER, request_ids.current())
    answer.headers.setdefault("Content-Security-Policy", _policy())
    answer.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return answer


def _add_to_file(answer: Response) -> Response:
    """What a script, a style sheet or a picture needs: an editor opens with seventy of them."""
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    if answer.mimetype in {"image/svg+xml", "text/html"}:
        answer.headers.setdefault("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
    return answer


def _policy() -> str:
    by_nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    policy = _POLICY | {"script-src": f"'self'{by_nonce}", "style-src": f"'self'{by_nonce}"}
    return "; ".join(f"{name} {value}" for name, value in policy.items())
