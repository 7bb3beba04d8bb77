"""What the agent answers on loopback: Caddy's question about names, its health, and paths without a file."""

import json
import logging
import sys
import time
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from uuid import UUID

from app.adapters.redirects import spelt
from app.config import Config
from app.edge.agent import Agent
from app.edge.door import door
from app.edge.layout import APART
from app.edge.names import canonical, is_canonical

log = logging.getLogger("quillspace.edge")

IDLE_SECONDS = 150
"""Longer than Caddy keeps a connection, so that it is never the one to be surprised."""
ADDRESS = "/:?#[]@!$&'()*,;=+%~"
"""What has a meaning in an address, so it is not encoded again."""
PREFIX = "/fall-through"
"""Caddy puts it before a reader's path, so that no reader reaches the other routes."""


class EdgeServer(ThreadingHTTPServer):
    """Small answers from memory, a thread for each connection."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, *, agent: Agent, config: Config) -> None:
        super().__init__(("127.0.0.1", config.edge_port), partial(Handler, agent=agent, config=config))

    def handle_error(self, request: object, client_address: object) -> None:
        """Somebody who hangs up is no fault; anything else is one of ours."""
        del request, client_address
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            log.error("A question could not be answered.", exc_info=error)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server_version = "quillspace-edge"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, *args: object, agent: Agent, config: Config) -> None:
        self.agent = agent
        self.config = config
        super().__init__(*args)  # type: ignore[arg-type]  # handed on as they came

    def do_GET(self) -> None:
        """Route by path; whatever goes wrong is neither a redirect nor a 500 for Caddy."""
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self._answer(400, b"This address cannot be read.\n")
            return
        if parts.path == "/v1/domains/verify":
            self._verify(parts.query)
        elif parts.path == "/healthz":
            self._health()
        elif parts.path.startswith(PREFIX + "/"):
            self._fall_through(parts.path.removeprefix(PREFIX), parts.query)
        else:
            self._answer(404, b"Not here.\n")

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def do_POST(self) -> None:
        """Nothing here can be written to; what was sent is not read."""
        self.close_connection = True
        self._answer(405, b"Only reading is possible here.\n")

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line for each stranger's handshake would drown everything else."""

    def _verify(self, query: str) -> None:
        """200 for an active name of ours in canonical form; a look into a dictionary, nothing else."""
        try:
            asked = parse_qs(query, keep_blank_values=True, max_num_fields=4).get("domain", [])
        except ValueError:
            asked = []
        if len(asked) != 1 or not is_canonical(asked[0]):
            self._answer(400, b"Not a host name.\n")
        elif asked[0] in self.agent.snapshot.hosts:
            self._answer(200, b"Ours.\n")
        else:
            self._answer(403, b"Not ours.\n")

    def _health(self) -> None:
        heard = self.agent.heard_at
        body = {
            "status": "ok",
            "hosts": len(self.agent.snapshot.hosts),
            "not_laid_out": len(self.agent.failed),
            "snapshot_age": round(time.time() - self.agent.snapshot.taken_at, 1),
            "database_heard": round(time.monotonic() - heard, 1) if heard else None,
        }
        self._answer(200, json.dumps(body).encode() + b"\n", kind="application/json")

    def _fall_through(self, path: str, query: str) -> None:
        """A reader's path for which Caddy has no file."""
        sent = self.headers.get("Host", "")
        name = canonical(sent)
        host = self.agent.snapshot.hosts.get(name) if name else None
        if name is None or (host is None and name != sent.partition(":")[0]):
            self._answer(421, b"This is not the name of a site.\n")
        elif host is None:
            self._answer(404, b"There is no site here.\n")
        elif host.redirects_to or name != sent.partition(":")[0]:
            self._redirect(self._address(host.redirects_to or name) + "/" + path.lstrip("/"), query)
        else:
            self._find(name, path, query)

    def _find(self, hostname: str, path: str, query: str) -> None:
        host = self.agent.snapshot.hosts[hostname]
        live = self.agent.snapshot.live.get(host.site_id)
        is_shown = live is not None and self.agent.layout.shown_build(host.site_id) == live.build_id
        if live is None:
            self._answer(404, b"There is nothing to read here yet.\n")
        elif not (is_shown and self._is_placed(hostname, host.site_id)):
            if self.agent.bring_in(hostname):
                self._answer(200, b"", ready=True)
            else:
                self._answer(503, b"This site is on its way. Please try again in a moment.\n")
        elif not self._answer_locked(host.site_id, live.build_id, unquote(path), query):
            self._lead(host.site_id, live.build_id, unquote(path), query)

    def _is_placed(self, hostname: str, site_id: UUID) -> bool:
        """Whether Caddy has the site under this name; one behind a password it must not have."""
        is_named = self.agent.layout.is_named(hostname, site_id)
        return is_named != bool(self.agent.snapshot.locks_of(site_id).whole)

    def _answer_locked(self, site_id: UUID, build_id: UUID, path: str, query: str) -> bool:
        """Ask for the password, or have Caddy show what is behind it; False when nothing is in the way."""
        locks = self.agent.snapshot.locks_of(site_id)
        bare = spelt("/" + path.lstrip("/"))
        lock = locks.of(bare, self.agent.layout.addresses(build_id))
        if lock is None:
            return False
        if not lock.is_open_for(self._cookies()):
            here = quote(path) + (f"?{query}" if query else "")
            self._answer(401, door(lock.id, here, locks.language), kind="text/html; charset=utf-8")
            return True
        folder = f"{APART if lock.page else 'builds'}/{build_id}"
        if not self.agent.layout.has_page(folder, path):
            return False
        self._answer(200, b"", folder=folder)
        return True

    def _cookies(self) -> dict[str, str]:
        pairs = (pair.partition("=") for pair in self.headers.get("Cookie", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs}

    def _lead(self, site_id: UUID, build_id: UUID, path: str, query: str) -> None:
        """To where a path leads, or to its spelling without a slash at the end; never to another redirect."""
        pages = self.agent.layout.addresses(build_id)
        shown = set(pages.values())

        def exists(path: str) -> bool:
            return path in shown or self._has_file(build_id, path)

        bare = spelt("/" + path.lstrip("/"))
        if bare != path and exists(bare):
            self._redirect(quote(bare), query, status=308)
            return
        end = self.agent.rules.of(site_id).lead(bare, pages, exists)
        if end.target:
            self._redirect(quote(end.target, safe=ADDRESS), query, status=end.status)
        else:
            self._answer(end.status, b"There is no page here.\n")

    def _has_file(self, build_id: UUID, path: str) -> bool:
        has_file = self.agent.layout.has_file
        return has_file(build_id, path) or has_file(build_id, f"{path}.html")

    def _address(self, hostname: str) -> str:
        if self.headers.get("X-Forwarded-Proto") == "https" and not self.config.is_production:
            return f"https://{hostname}:{self.config.sites_tls_port}"
        return self.config.site_url(hostname)

    def _redirect(self, target: str, query: str, *, status: int = 308) -> None:
        """The reader's own query goes along, unless the target has one."""
        address, mark, place = target.partition("#")
        kept = f"?{query}" if query and "?" not in address else ""
        self._answer(status, b"", location=address + kept + mark + place)

    def _answer(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "text/plain; charset=utf-8",
        location: str = "",
        ready: bool = False,
        folder: str = "",
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "private, no-store")
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if location.isprintable() and location:
            self.send_header("Location", location)
        if folder:
            self.send_header("X-QuillSpace", "open")
            self.send_header("X-QuillSpace-Folder", folder)
        if ready:
            self.send_header("X-QuillSpace", "ready")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
