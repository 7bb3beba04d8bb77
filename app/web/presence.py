"""The presence poll of open editors, with a fast path in front of Flask.

Handling a request in Flask costs four times as much as the poll itself, so WSGI middleware handles the common
case. All other polls are passed on to the route, which sends the same response.
"""

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl
from uuid import UUID
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app.services import presence
from app.services.presence import EditorTab, PresenceReport
from app.web.auth import TICKET_HEADER, read_ticket
from app.web.http import BARE_HEADERS

PATH = re.compile(r"/pages/([0-9a-f-]{36})/presence/([0-9a-f-]{36})")
TICKET = f"HTTP_{TICKET_HEADER.upper().replace('-', '_')}"
MAX_ID_LENGTH = 200
HEADERS = list(BARE_HEADERS.items())
NOTHING_NEW = b""


def presence_body(tab: EditorTab, asked: Mapping[str, str]) -> bytes:
    """Return the page's state as JSON, or NOTHING_NEW if `revision` and `who` are current. `block` registers the tab.

    Raises NotFound if the page is deleted.
    """
    block = asked.get("block")
    report = presence.check_in(
        tab, block_id=None if block is None else block[:MAX_ID_LENGTH], is_hidden="hidden" in asked
    )
    if str(report.revision) == asked.get("revision") and report.who == asked.get("who"):
        return NOTHING_NEW
    return json.dumps(_report_json(report, tab)).encode()


def install(app: Flask) -> None:
    """Install the middleware."""
    # Flask documents this assignment, but its types do not allow it.
    app.wsgi_app = PresenceMiddleware(app.wsgi_app)  # type: ignore[method-assign]


class PresenceMiddleware:
    """WSGI middleware that responds to presence polls and passes on all other requests."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle one request."""
        is_plain = environ["REQUEST_METHOD"] == "POST" and TICKET in environ
        found = PATH.fullmatch(environ.get("PATH_INFO", "")) if is_plain else None
        body = _fast_body(environ, *found.groups()) if found else None
        if body is None:
            return self._app(environ, start_response)
        if body == NOTHING_NEW:
            start_response("204 No Content", HEADERS)
            return [body]
        start_response(
            "200 OK",
            [*HEADERS, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
        )
        return [body]


def _fast_body(environ: WSGIEnvironment, page: str, client: str) -> bytes | None:
    try:
        tab = read_ticket(environ[TICKET], UUID(page), UUID(client))
        if tab is None:
            return None
        return presence_body(tab, dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)))
    except Exception:  # noqa: BLE001 - the route raises it again, and its error handlers respond
        return None


def _report_json(report: PresenceReport, tab: EditorTab) -> dict[str, object]:
    """Convert the report to JSON; `people` is left out if unknown, and the browser then polls less often."""
    response: dict[str, object] = {"revision": report.revision, "who": report.who}
    if report.people is not None:
        response["people"] = [
            {
                "client": one.client_id,
                "user": one.user_id,
                "name": one.name,
                "block": one.block_id,
                "isMe": one.user_id == tab.user_id,
            }
            for one in report.people
        ]
    return response
