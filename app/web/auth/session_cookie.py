"""Decides which responses set the session cookie."""

from collections.abc import Callable
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

from app.services.accounts import PatientSigner
from app.web.auth.access import access_of

NAVIGATION = "navigate"
"""The `Sec-Fetch-Mode` of a request for a full page (Fetch Metadata)."""


class PageSessions(SecureCookieSessionInterface):
    """Renews a permanent session with each full page, but not with fragments or public files.

    A publicly cached file must not set a session cookie, and on fragments the cookie would only be overhead.
    """

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return Flask's serializer, patient with cookies of a process whose clock was ahead."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = PatientSigner
        return serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save the session, except on stateless routes, which send neither `Set-Cookie` nor `Vary: Cookie`."""
        access = access_of(request.endpoint)
        if access is not None and access.kind == "stateless":
            return
        super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Return True if the session changed or is due for renewal with a full page."""
        is_page = request.headers.get("Sec-Fetch-Mode", NAVIGATION) == NAVIGATION
        return session.modified or (is_page and super().should_set_cookie(app, session))


def install_session_cookie(app: Flask) -> None:
    """Use PageSessions as the session interface."""
    app.session_interface = PageSessions()


def signed_in_browser(app: Flask) -> Callable[[WSGIEnvironment], str | None]:
    """Return a function that reads a request's session token without looking it up; None if there is no signed one."""

    def token(environ: WSGIEnvironment) -> str | None:
        session = app.session_interface.open_session(app, app.request_class(environ))
        return session.get("_user_id") if session else None

    return token
