"""Decides which responses set the session cookie."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from app.web.auth.access import access_of

NAVIGATION = "navigate"
"""`Sec-Fetch-Mode` of a request for a whole page (Fetch Metadata)."""


class PageSessions(SecureCookieSessionInterface):
    """Renews a permanent session with each whole page, but not with fragments or public files.

    A publicly cached file must not contain a session cookie; for fragments it would only be overhead.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Skip stateless routes: they send neither `Set-Cookie` nor `Vary: Cookie`."""
        access = access_of(request.endpoint)
        if access is not None and access.kind == "stateless":
            return
        super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """True if the session changed, or for a whole page in a permanent session."""
        is_page = request.headers.get("Sec-Fetch-Mode", NAVIGATION) == NAVIGATION
        return session.modified or (is_page and super().should_set_cookie(app, session))


def install_session_cookie(app: Flask) -> None:
    """Use PageSessions as the session interface."""
    app.session_interface = PageSessions()
