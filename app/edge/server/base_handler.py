"""The base class of the agent's request handler: parsing, headers, redirects and responses."""

import re
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote

from app import request_ids
from app.edge.state import PreviewLink, link_ended_page, set_cookie

IDLE_SECONDS = 150
"""Longer than Caddy's idle timeout, so that Caddy never reuses a connection that is being closed."""
NOT_ASCII = re.compile(rb"[\x80-\xff]")
HTML = "text/html; charset=utf-8"
OPEN, READY, PREVIEW, MISSING = "open", "ready", "preview", "missing"
"""The values of `X-QuillSpace`, which tells Caddy what to serve."""


class BaseHandler(BaseHTTPRequestHandler):
    """Parses one request and sends its response."""

    protocol_version = "HTTP/1.1"
    server_version = "quillspace-edge"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1
    raw_requestline: bytes

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Log nothing, because a line for each TLS handshake with an unknown name would flood the log."""

    def parse_request(self) -> bool:
        """Parse the request, after percent-encoding non-ASCII bytes in the request line, which some clients send."""
        line = self.raw_requestline
        self.raw_requestline = NOT_ASCII.sub(lambda byte: b"%%%02X" % byte.group()[0], line)
        is_readable = super().parse_request()
        # Only Caddy can reach this port, and it overwrites request ids from readers.
        request_ids.enter(request_ids.accept(self.headers.get(request_ids.HEADER) if is_readable else None))
        return is_readable

    def cookies(self) -> dict[str, str]:
        """Return the request's cookies by name."""
        pairs = (pair.partition("=") for pair in self.headers.get("Cookie", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs}

    def is_https(self) -> bool:
        """Return True if the reader's connection to Caddy uses TLS."""
        return self.headers.get("X-Forwarded-Proto") == "https"

    def open_preview(self, link: PreviewLink, cookie: str, *, is_secure: bool) -> None:
        """Set the preview's cookie and redirect to the page that the link opens."""
        seconds = max(0, int(link.until - time.time()))
        header = set_cookie(cookie, seconds=seconds, is_secure=is_secure)
        self.respond(HTTPStatus.SEE_OTHER, b"", location=quote(link.path), cookie=header)

    def end_preview(self) -> None:
        """Respond with 403, whether the cookie is missing or the preview has ended or never existed."""
        page = link_ended_page(self.headers.get("Accept-Language", ""))
        self.respond(HTTPStatus.FORBIDDEN, page, kind=HTML)

    def redirect(self, target: str, query: str, *, status: int = 308) -> None:
        """Redirect to the target, with the request's query unless the target has its own."""
        if target.startswith("/"):
            # Browsers treat two leading slashes as the start of a hostname.
            target = "/" + target.lstrip("/")
        address, mark, place = target.partition("#")
        sent = f"?{query}" if query and "?" not in address else ""
        self.respond(status, b"", location=address + sent + mark + place)

    def respond(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "text/plain; charset=utf-8",
        location: str = "",
        cookie: str = "",
        action: str = "",
        folder: str = "",
    ) -> None:
        """Send a response; `action` tells Caddy what to serve from `folder`."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "private, no-store")
        self.send_header(request_ids.HEADER, request_ids.current())
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if status == HTTPStatus.UNAUTHORIZED:
            # HTTP requires a challenge. Browsers do not know this scheme, so they show the page with its form.
            self.send_header("WWW-Authenticate", 'Form realm="readers"')
        if location.isprintable() and location:
            self.send_header("Location", location)
        for name, value in (
            ("Set-Cookie", cookie),
            ("X-QuillSpace", action),
            ("X-QuillSpace-Folder", folder),
        ):
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
