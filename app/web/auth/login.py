"""Flask-Login on top of our session rows: the cookie holds only a token, whose row decides whether it is valid."""

from typing import TypedDict

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from app.services import accounts
from app.services.accounts import Identity
from app.web.auth.browser_cookie import remember_browser

_manager = LoginManager()


class Browser(TypedDict):
    """What a session row stores about its browser."""

    user_agent: str
    ip: str


class SignedInUser:
    """A user object for Flask-Login, whose id is the session token."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, identity: Identity) -> None:
        self.token = token
        self.identity = identity

    def get_id(self) -> str:
        """Return the session token, which Flask-Login stores in the cookie."""
        return self.token


def install_login(app: Flask) -> None:
    """Set up Flask-Login to load users from session rows."""
    _manager.session_protection = None
    _manager.init_app(app, add_context_processor=False)


def identity() -> Identity | None:
    """Return the identity of the signed-in user, or None if nobody is signed in."""
    return current_user.identity if current_user.is_authenticated else None


def loaded_identity() -> Identity | None:
    """Return the identity if this request has loaded it already, without asking the database."""
    return identity() if is_identity_loaded() else None


def is_identity_loaded() -> bool:
    """Return True if `identity` need not ask the database: it did before, or the browser sent no session."""
    return "_login_user" in g or "_user_id" not in session


def require_identity() -> Identity:
    """Return the identity of the signed-in user. Only for routes whose access marker requires sign-in."""
    known = identity()
    assert known is not None, "The route has no marker that requires sign-in."  # noqa: S101
    return known


def sign_in(token: str) -> None:
    """Sign this browser in and remember it, after ending its old session, which also prevents session fixation."""
    before = identity()
    if before is not None:
        accounts.revoke_session(before.session_id, user_id=before.user.id)
    session.clear()
    session.permanent = True
    known = accounts.find_identity(token)
    if known is not None:
        login_user(SignedInUser(token, known))
        remember_browser(known.user.id)


def sign_out() -> None:
    """Sign this browser out and revoke its session row."""
    known = identity()
    if known is not None:
        accounts.revoke_session(known.session_id, user_id=known.user.id)
    logout_user()
    session.clear()


def client_browser() -> Browser:
    """Return the user agent and IP address, by which users recognise the browser in their list of sessions."""
    return Browser(user_agent=request.headers.get("User-Agent", ""), ip=client_ip())


def client_ip() -> str:
    """Return the client's IP address, or '' if it is unknown."""
    return request.remote_addr or ""


@_manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
def _load(token: str) -> SignedInUser | None:
    known = accounts.find_identity(token)
    if known is None:
        current_app.logger.info("The session is unknown or has ended.")
        return None
    return SignedInUser(token, known)
