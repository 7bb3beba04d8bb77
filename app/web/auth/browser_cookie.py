"""A signed cookie by which the sign-in form recognises a browser that a user has signed in with before.

It outlives the session, signs nobody in, and only lets the user's own guesses be counted apart from those of strangers.
"""

from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.extensions import config
from app.services import accounts
from app.services.accounts import KnownBrowser

LIFETIME = timedelta(days=365)
MAX_USERS = 5
"""How many users of one computer are remembered."""


def install_browser_cookie(app: Flask) -> None:
    """Send the cookie with each response to a request that called `remember_browser`."""
    app.after_request(_send)


def known_browsers() -> dict[UUID, KnownBrowser]:
    """Return what this browser's cookie says, by user, most recent first; nothing if it is missing, forged or old."""
    try:
        entries = _signer(config().secret_key).loads(
            request.cookies.get(_name(), ""), max_age=int(LIFETIME.total_seconds())
        )
    except BadSignature:
        return {}
    return {UUID(user): KnownBrowser(id=browser, epoch=epoch) for user, browser, epoch in entries}


def remember_browser(user_id: UUID) -> None:
    """Remember that this user has signed in with this browser."""
    before = known_browsers()
    known = accounts.remember_browser(user_id, before.pop(user_id, None))
    g.known_browsers = dict([(user_id, known), *before.items()][:MAX_USERS])


def _send(response: Response) -> Response:
    known: dict[UUID, KnownBrowser] | None = g.pop("known_browsers", None)
    if known is not None:
        entries = [[user.hex, browser.id, browser.epoch] for user, browser in known.items()]
        response.set_cookie(
            _name(),
            _signer(config().secret_key).dumps(entries),
            max_age=LIFETIME,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


@lru_cache(maxsize=2)
def _signer(key: str) -> URLSafeTimedSerializer:
    return accounts.make_signer(key, "a known browser")
