"""Connects Granian's event loop with the threads of a WSGI application.

A request is received completely before it occupies a thread, and the thread hands over the complete response before
it takes the next request. So a client that sends or reads slowly occupies memory, but never a thread.

Requests that hash a password have a few threads of their own, so that many sign-ins at once delay nobody else.
"""

import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from http import HTTPStatus
from io import SEEK_END, BytesIO
from typing import IO, Any, Protocol
from wsgiref.types import WSGIApplication, WSGIEnvironment

from app.web.http import BARE_HEADERS
from app.web.server.bodies import (
    MAX_BODY_BYTES,
    BodyIncomplete,
    BodyTimeout,
    BodyTooLarge,
    LargeBodies,
    Limits,
    SignedOutBody,
    TooManyBodies,
    receive_body,
)
from app.web.server.lines import Line, LineIsFull

log = logging.getLogger("quillspace.web")

MAX_WAITING = 500
"""Maximum number of complete requests waiting for a thread; any more get a 503 response."""
PASSWORD_THREADS = 4
"""Two passwords are hashed at a time; meanwhile, the other threads prepare a request or finish one."""
MAX_WAITING_PASSWORDS = 200
WAITING_SECONDS = 30.0
"""How long a complete request may wait for a thread."""

Headers = list[tuple[str, str]]
WITHOUT_BODY = {"GET", "HEAD", "OPTIONS"}


class Scope(Protocol):
    """The attributes of an RSGI scope that the bridge uses."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Any


class Response:
    """The `start_response` callable of one request, and the response that it collects."""

    def __init__(self) -> None:
        self.status = HTTPStatus.INTERNAL_SERVER_ERROR.value
        self.headers: Headers = []
        self._written: list[bytes] = []

    def __call__(self, status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:  # noqa: ARG002 - part of WSGI
        """Record the status and the headers."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower(), value) for name, value in headers]
        return self._written.append

    def body(self, chunks: Iterable[bytes]) -> bytes:
        """Join the chunks of the body, and close the iterable as WSGI requires."""
        try:
            return b"".join([*self._written, *chunks])
        finally:
            getattr(chunks, "close", lambda: None)()


class Bridge:
    """An RSGI application that runs a WSGI application in `threads` threads.

    `browser_of` returns the id of the signed-in browser that sent a request, or None if nobody is signed in;
    `hashes_password` returns whether a request hashes a password.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        threads: int,
        browser_of: Callable[[WSGIEnvironment], str | None],
        hashes_password: Callable[[WSGIEnvironment], bool],
        limits: Limits | None = None,
    ) -> None:
        self._app = app
        self._browser_of = browser_of
        self._limits = limits or Limits()
        self._large = LargeBodies()
        self._hashes_password = hashes_password
        self._line = Line(
            "request",
            threads=threads,
            places=MAX_WAITING,
            seconds=WAITING_SECONDS,
            message="Too many requests at once.",
            retry_after=1,
        )
        self._password_line = Line(
            "password",
            threads=PASSWORD_THREADS,
            places=MAX_WAITING_PASSWORDS,
            seconds=WAITING_SECONDS,
            message="Many people are signing in right now. Please try again in a moment.",
            retry_after=10,
        )

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Handle one request."""
        if scope.proto != "http":
            protocol.close(None)
            return
        try:
            status, headers, body = await self._respond(scope, protocol)
        except BodyTimeout:
            status, headers, body = _refuse(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.")
        except BodyIncomplete:
            status, headers, body = _refuse(HTTPStatus.BAD_REQUEST, "The request is incomplete.")
        except SignedOutBody:
            status, headers, body = _refuse(HTTPStatus.UNAUTHORIZED, "Please sign in to send this much.")
            headers.append(("qs-signed-out", "1"))
        except TooManyBodies:
            status, headers, body = _refuse(
                HTTPStatus.TOO_MANY_REQUESTS, "Too many uploads at once.", retry_after=5
            )
        except LineIsFull as full:
            status, headers, body = _refuse(
                HTTPStatus.SERVICE_UNAVAILABLE, full.message, retry_after=full.retry_after
            )
        except Exception:
            log.exception("A request failed outside of the application.")
            status, headers, body = _refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.")
        if scope.method == "HEAD":
            body = b""
        protocol.response_bytes(status, headers, body)

    async def _respond(self, scope: Scope, protocol: Any) -> tuple[int, Headers, bytes]:
        environ = make_environ(scope)
        length = _content_length(environ)
        if length is None and scope.method in WITHOUT_BODY and "HTTP_TRANSFER_ENCODING" not in environ:
            length = 0
        with await self._receive(environ, protocol, length=length) as body:
            environ["wsgi.input"] = body
            line = self._password_line if self._hashes_password(environ) else self._line
            return await line.run(self._run, environ)

    async def _receive(self, environ: WSGIEnvironment, protocol: Any, *, length: int | None) -> IO[bytes]:
        def slot() -> AbstractContextManager[None]:
            return self._large.slot(self._browser_of(environ))

        try:
            chunks = aiter(protocol) if length != 0 else _nothing()
            body = await receive_body(chunks, length=length, limits=self._limits, slot=slot)
        except BodyTooLarge:
            # The application refuses the request without its body: its own limits are lower.
            environ["CONTENT_LENGTH"] = str(max(length or 0, MAX_BODY_BYTES + 1))
            return BytesIO()
        if length is None:
            environ["CONTENT_LENGTH"] = str(body.seek(0, SEEK_END))
            body.seek(0)
        return body

    def _run(self, environ: WSGIEnvironment) -> tuple[int, Headers, bytes]:
        response = Response()
        body = response.body(self._app(environ, response))
        return response.status, response.headers, body


def make_environ(scope: Scope) -> WSGIEnvironment:
    """Build the WSGI environment of PEP 3333, without `wsgi.input`.

    Headers whose names contain an underscore are dropped, because the environment cannot tell `_` from `-`.
    """
    server, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _latin(scope.path),
        "QUERY_STRING": _latin(scope.query_string),
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            _add_header(environ, name.upper().replace("-", "_"), value)
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _add_header(environ: WSGIEnvironment, name: str, value: str) -> None:
    key = name if name in {"CONTENT_LENGTH", "CONTENT_TYPE"} else f"HTTP_{name}"
    separator = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value


def _latin(text: str) -> str:
    """Return the UTF-8 bytes of a text in the form that PEP 3333 requires: one Latin-1 character per byte."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def _content_length(environ: Mapping[str, Any]) -> int | None:
    text = environ.get("CONTENT_LENGTH", "")
    return int(text) if text.isascii() and text.isdigit() else None


async def _nothing() -> AsyncIterator[bytes]:
    chunks: tuple[bytes, ...] = ()
    for chunk in chunks:
        yield chunk


def _refuse(status: HTTPStatus, message: str, *, retry_after: int = 0) -> tuple[int, Headers, bytes]:
    headers = [(name.lower(), value) for name, value in BARE_HEADERS.items()]
    headers.append(("content-type", "text/plain; charset=utf-8"))
    if retry_after:
        headers.append(("retry-after", str(retry_after)))
    return status.value, headers, f"{message}\n".encode()
