"""How the agent answers one request, whatever it is about."""

import re
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote

from app import request_ids
from app.edge.state import PreviewLink, ended_page, set_cookie

IDLE_SECONDS = 150
"""Longer than Caddy keeps a connection, so that it is never the one to be surprised."""
NOT_ASCII = re.compile(rb"[\x80-\xff]")
HTML = "text/html; charset=utf-8"
OPEN, READY, PREVIEW, MISSING = "open", "ready", "preview", "missing"
"""What Caddy is to do, in `X-QuillSpace`."""


class Answers(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server_version = "quillspace-edge"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1
    raw_requestline: bytes

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line for each stranger's handshake would drown everything else."""

    def parse_request(self) -> bool:
        """Readers send bytes of any kind in a query; in an address of ours, and in a header, they are spelt out."""
        line = self.raw_requestline
        self.raw_requestline = NOT_ASCII.sub(lambda byte: b"%%%02X" % byte.group()[0], line)
        is_readable = super().parse_request()
        # Only Caddy reaches this port, and it lets no reader choose the id.
        request_ids.enter(request_ids.accept(self.headers.get(request_ids.HEADER) if is_readable else None))
        return is_readable

    def cookies(self) -> dict[str, str]:
        """What the reader's browser sent."""
        pairs = (pair.partition("=") for pair in self.headers.get("Cookie", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs}

    def is_https(self) -> bool:
        """Whether the reader's browser speaks TLS with our Caddy."""
        return self.headers.get("X-Forwarded-Proto") == "https"

    def open_preview(self, link: PreviewLink, cookie: str, *, is_secure: bool) -> None:
        """Have the browser keep the cookie, and lead it to the page that is shared."""
        seconds = max(0, int(link.until - time.time()))
        kept = set_cookie(cookie, seconds=seconds, is_secure=is_secure)
        self.answer(HTTPStatus.SEE_OTHER, b"", location=quote(link.path), cookie=kept)

    def end_preview(self) -> None:
        """For whoever has not opened the link, and for everybody once there is none."""
        page = ended_page(self.headers.get("Accept-Language", ""))
        self.answer(HTTPStatus.FORBIDDEN, page, kind=HTML)

    def redirect(self, target: str, query: str, *, status: int = 308) -> None:
        """The reader's own query goes along, unless the target has one."""
        if target.startswith("/"):
            # Two slashes at the beginning would lead to another site.
            target = "/" + target.lstrip("/")
        address, mark, place = target.partition("#")
        kept = f"?{query}" if query and "?" not in address else ""
        self.answer(status, b"", location=address + kept + mark + place)

    def answer(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "text/plain; charset=utf-8",
        location: str = "",
        cookie: str = "",
        told: str = "",
        folder: str = "",
    ) -> None:
        """Send it. `told` is for Caddy, which takes the file from `folder`."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "private, no-store")
        self.send_header(request_ids.HEADER, request_ids.current())
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if status == HTTPStatus.UNAUTHORIZED:
            # HTTP asks for a name of how to get in; browsers know none for a form on the page, and show the page.
            self.send_header("WWW-Authenticate", 'Form realm="readers"')
        if location.isprintable() and location:
            self.send_header("Location", location)
        for name, value in (("Set-Cookie", cookie), ("X-QuillSpace", told), ("X-QuillSpace-Folder", folder)):
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
