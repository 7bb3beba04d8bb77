"""Flask-Login over our own session rows: the cookie holds a token, and the row decides."""

from typing import TypedDict

from flask import Flask, current_app, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from app.services import accounts
from app.services.accounts import Identity

_manager = LoginManager()


class Browser(TypedDict):
    """What is kept of a browser."""

    user_agent: str
    ip: str


class SignedInUser:
    """The person that Flask-Login hands around; `get_id` is the browser's token."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, identity: Identity) -> None:
        self.token = token
        self.identity = identity

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.token


def install_login(app: Flask) -> None:
    """Have Flask-Login find people by their session row."""
    _manager.session_protection = None
    _manager.init_app(app, add_context_processor=False)


def identity() -> Identity | None:
    """Who sent this request, or None for a stranger."""
    return current_user.identity if current_user.is_authenticated else None


def require_identity() -> Identity:
    """Who sent this request, where the route has made sure that somebody did."""
    known = identity()
    assert known is not None, "The route lacks a marker that asks for a signed-in person."  # noqa: S101
    return known


def sign_in(token: str) -> None:
    """Sign this browser in. What it held before goes, so that nobody can prepare it."""
    session.clear()
    session.permanent = True
    known = accounts.find_identity(token)
    if known is not None:
        login_user(SignedInUser(token, known))


def sign_out() -> None:
    """Sign this browser out and end its session row."""
    known = identity()
    if known is not None:
        accounts.revoke_session(known.session_id, user_id=known.user.id)
    logout_user()
    session.clear()


def client_browser() -> Browser:
    """What we keep of the browser, so that its person knows it again in the list."""
    return Browser(user_agent=request.headers.get("User-Agent", ""), ip=client_ip())


def client_ip() -> str:
    """The address that the request came from."""
    return request.remote_addr or ""


@_manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
def _load(token: str) -> SignedInUser | None:
    known = accounts.find_identity(token)
    if known is None:
        current_app.logger.info("a session has ended")
        return None
    return SignedInUser(token, known)
