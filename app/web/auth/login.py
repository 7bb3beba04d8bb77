"""Flask-Login on top of our session rows: the cookie holds a token, the row decides."""

from typing import TypedDict

from flask import Flask, current_app, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from app.services import accounts
from app.services.accounts import Identity

_manager = LoginManager()


class Browser(TypedDict):
    """The facts about a browser that its session row stores."""

    user_agent: str
    ip: str


class SignedInUser:
    """The user object for Flask-Login; its id is the session token."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, identity: Identity) -> None:
        self.token = token
        self.identity = identity

    def get_id(self) -> str:
        """The session token, which Flask-Login stores in the cookie."""
        return self.token


def install_login(app: Flask) -> None:
    """Set up Flask-Login to load users from session rows."""
    _manager.session_protection = None
    _manager.init_app(app, add_context_processor=False)


def identity() -> Identity | None:
    """The identity behind this request, or None if nobody is signed in."""
    return current_user.identity if current_user.is_authenticated else None


def require_identity() -> Identity:
    """The identity behind this request, in routes whose access marker guarantees one."""
    known = identity()
    assert known is not None, "The route has no marker that requires sign-in."  # noqa: S101
    return known


def sign_in(token: str) -> None:
    """Sign this browser in. Clears the old session first, against session fixation."""
    session.clear()
    session.permanent = True
    known = accounts.find_identity(token)
    if known is not None:
        login_user(SignedInUser(token, known))


def sign_out() -> None:
    """Sign this browser out and revoke its session row."""
    known = identity()
    if known is not None:
        accounts.revoke_session(known.session_id, user_id=known.user.id)
    logout_user()
    session.clear()


def client_browser() -> Browser:
    """User agent and IP, so that people recognise the browser in their session list."""
    return Browser(user_agent=request.headers.get("User-Agent", ""), ip=client_ip())


def client_ip() -> str:
    """The client's IP address."""
    return request.remote_addr or ""


@_manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
def _load(token: str) -> SignedInUser | None:
    known = accounts.find_identity(token)
    if known is None:
        current_app.logger.info("The session is unknown or has ended.")
        return None
    return SignedInUser(token, known)
