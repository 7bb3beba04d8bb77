"""Assigns an id to each request before anything else handles it."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app import request_ids
from app.web.http import edge_key


def install_tracing(app: Flask) -> None:
    """Assign an id to every request of the app."""
    # Flask documents this assignment, but its types do not allow it.
    app.wsgi_app = Tracing(app.wsgi_app)  # type: ignore[method-assign]


class Tracing:
    """WSGI middleware that accepts the request id from an edge with a valid key, and otherwise creates one."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle one request."""
        is_from_edge = edge_key.has_valid_edge_key(environ.get("HTTP_X_EDGE_KEY", ""))
        sent = environ.get("HTTP_X_REQUEST_ID") if is_from_edge else None
        with request_ids.entered(request_ids.accept(sent)):
            return self._app(environ, start_response)
