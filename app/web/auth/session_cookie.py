"""Which answers carry the cookie that keeps somebody signed in."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from app.web.auth.access import access_of

NAVIGATION = "navigate"
"""What a browser says of a request for a whole page (`Sec-Fetch-Mode`, Fetch Metadata)."""


class PageSessions(SecureCookieSessionInterface):
    """Renews a lasting session with each whole page, not with every fragment, and never with a public file.

    A file that anybody may keep must not hold one person's session; a fragment would only grow by it.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Leave files alone: they say neither `Set-Cookie` nor `Vary: Cookie`."""
        access = access_of(request.endpoint)
        if access is not None and access.kind == "stateless":
            return
        super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """When it changed, or when a whole page is shown to a session that lasts."""
        is_page = request.headers.get("Sec-Fetch-Mode", NAVIGATION) == NAVIGATION
        return session.modified or (is_page and super().should_set_cookie(app, session))


def install_session_cookie(app: Flask) -> None:
    """Keep sessions this way."""
    app.session_interface = PageSessions()
