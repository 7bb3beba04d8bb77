"""The presence poll of open editors, with a fast path in front of Flask.

Flask's request handling costs four times as much as the poll itself, so WSGI middleware answers the common
case. Everything else goes on to the route, which gives the same answer.
"""

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl
from uuid import UUID
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app.services import presence
from app.services.presence import Pulse, Seat
from app.web.auth import TICKET_HEADER, read_ticket

PATH = re.compile(r"/pages/([0-9a-f-]{36})/presence/([0-9a-f-]{36})")
TICKET = f"HTTP_{TICKET_HEADER.upper().replace('-', '_')}"
LONGEST_ID = 200
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
NOTHING_NEW = b""


def presence_answer(seat: Seat, asked: Mapping[str, str]) -> bytes:
    """What changed since `revision` and `who`, as JSON, or NOTHING_NEW. With `block`, also records where this tab is.

    Raises NotFound when the page is gone.
    """
    block = asked.get("block")
    pulse = presence.feel_pulse(
        seat, block_id=None if block is None else block[:LONGEST_ID], is_hidden="hidden" in asked
    )
    if str(pulse.revision) == asked.get("revision") and pulse.who == asked.get("who"):
        return NOTHING_NEW
    return json.dumps(_pulse_json(pulse, seat)).encode()


def install(app: Flask) -> None:
    """Install the middleware."""
    # Flask documents this assignment; its types do not allow it.
    app.wsgi_app = PresenceMiddleware(app.wsgi_app)  # type: ignore[method-assign]


class PresenceMiddleware:
    """WSGI middleware: answers presence polls and passes everything else on."""

    def __init__(self, onwards: WSGIApplication) -> None:
        self._onwards = onwards

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        is_plain = environ["REQUEST_METHOD"] == "POST" and TICKET in environ
        found = PATH.fullmatch(environ.get("PATH_INFO", "")) if is_plain else None
        body = _fast_answer(environ, *found.groups()) if found else None
        if body is None:
            return self._onwards(environ, start_response)
        if body == NOTHING_NEW:
            start_response("204 No Content", HEADERS)
            return [body]
        start_response(
            "200 OK",
            [*HEADERS, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
        )
        return [body]


def _fast_answer(environ: WSGIEnvironment, page: str, client: str) -> bytes | None:
    try:
        seat = read_ticket(environ[TICKET], UUID(page), UUID(client))
        if seat is None:
            return None
        return presence_answer(seat, dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)))
    except Exception:  # noqa: BLE001 - the route hits the same error and reports it
        return None


def _pulse_json(pulse: Pulse, seat: Seat) -> dict[str, object]:
    """JSON for a pulse. Leaves out `people` if they are unknown; the browser then polls less often."""
    content: dict[str, object] = {"revision": pulse.revision, "who": pulse.who}
    if pulse.people is not None:
        content["people"] = [
            {
                "client": one.client_id,
                "user": one.user_id,
                "name": one.name,
                "block": one.block_id,
                "isMe": one.user_id == seat.user_id,
            }
            for one in pulse.people
        ]
    return content
