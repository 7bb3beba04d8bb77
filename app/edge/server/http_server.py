"""What the agent answers on loopback: Caddy's question about names, its health, and paths without a file."""

import json
import logging
import sys
import time
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from uuid import UUID

from app.config import Config
from app.delivery.hostnames import canonical, is_canonical
from app.delivery.password_page import door
from app.delivery.preview_links import is_preview_name
from app.delivery.redirects import spelt
from app.edge.agent import Agent
from app.edge.disk import APART
from app.edge.server.responses import HTML, MISSING, OPEN, PREVIEW, READY, Answers
from app.edge.state import Host, Live

log = logging.getLogger("quillspace.edge")

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


class Handler(Answers):
    """One request."""

    def __init__(self, *args: object, agent: Agent, config: Config) -> None:
        self.agent = agent
        self.config = config
        super().__init__(*args)  # type: ignore[arg-type]  # handed on as they came

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        """Route by path; whatever goes wrong is neither a redirect nor a 500 for Caddy."""
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self.answer(400, b"This address cannot be read.\n")
            return
        if parts.path == "/v1/domains/verify":
            self._verify(parts.query)
        elif parts.path == "/healthz":
            self._health()
        elif parts.path.startswith(PREFIX + "/"):
            self._fall_through(parts.path.removeprefix(PREFIX), parts.query)
        else:
            self.answer(404, b"Not here.\n")

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def do_POST(self) -> None:  # noqa: N802 - the base class's name
        """Nothing here can be written to; what was sent is not read."""
        self.close_connection = True
        self.answer(405, b"Only reading is possible here.\n")

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815 - the base class's names

    def _verify(self, query: str) -> None:
        """200 for an active name of ours in canonical form; a look into a dictionary, nothing else."""
        try:
            asked = parse_qs(query, keep_blank_values=True, max_num_fields=4).get("domain", [])
        except ValueError:
            asked = []
        if len(asked) != 1 or not is_canonical(asked[0]):
            self.answer(400, b"Not a host name.\n")
        elif self.agent.snapshot.host(asked[0]):
            self.answer(200, b"Ours.\n")
        else:
            self.answer(403, b"Not ours.\n")

    def _health(self) -> None:
        heard = self.agent.heard_at
        body = {
            "status": "ok",
            "hosts": len(self.agent.snapshot.hosts),
            "not_laid_out": len(self.agent.failed),
            "snapshot_age": round(time.time() - self.agent.snapshot.taken_at, 1),
            "database_heard": round(time.monotonic() - heard, 1) if heard else None,
        }
        self.answer(200, json.dumps(body).encode() + b"\n", kind="application/json")

    def _fall_through(self, path: str, query: str) -> None:
        """A reader's path for which Caddy has no file."""
        sent = self.headers.get("Host", "")
        name = canonical(sent)
        host = self.agent.snapshot.host(name) if name else None
        if host.link if host else name and is_preview_name(name, self.config.sites_domain):
            self._show_preview(host, path, query)
        elif name is None or (host is None and name != sent.partition(":")[0]):
            self.answer(421, b"This is not the name of a site.\n")
        elif host is None:
            self.answer(404, b"There is no site here.\n")
        elif host.redirects_to or name != sent.partition(":")[0]:
            self.redirect(self._address(host.redirects_to or name) + "/" + path.lstrip("/"), query)
        else:
            self._find(host, path, query)

    def _find(self, host: Host, path: str, query: str) -> None:
        known = self.agent.snapshot
        if host.site_id not in known.live:
            self.answer(404, b"There is nothing to read here yet.\n")
            return
        is_locked = bool(known.locks_of(host.site_id).whole)
        shown = self._shown(host, is_locked=is_locked)
        is_here = shown is not None
        if shown is None and self.agent.bring_in(host.hostname):
            shown = self.agent.layout.shown_build(host.site_id)
        if shown is None:
            self.answer(503, b"This site is on its way. Please try again in a moment.\n")
        elif not (is_here or is_locked):
            self.answer(200, b"", told=READY)
        elif not self._answer_locked(host.site_id, shown, unquote(path), query):
            self._lead(host.site_id, shown, unquote(path), query)

    def _shown(self, host: Host, *, is_locked: bool) -> UUID | None:
        """The build that readers see under this name, which may be the one before while the newest is on its way."""
        layout = self.agent.layout
        # Caddy has the site under this name; one behind a password it must not have.
        if self.agent.is_held(host.site_id) or layout.is_named(host.hostname, host.site_id) == is_locked:
            return None
        shown = layout.shown_build(host.site_id)
        return shown if shown and layout.has_build(shown) else None

    def _is_laid_out(self, host: Host, live: Live) -> bool:
        layout = self.agent.layout
        return layout.shown_build(host.site_id) == live.build_id and layout.has_build(live.build_id)

    def _show_preview(self, host: Host | None, path: str, query: str) -> None:
        """Its link gives a cookie; without one nobody can tell a preview from none."""
        live = self.agent.snapshot.live.get(host.site_id) if host else None
        link = host.link if host else None
        if not (host and link and live):
            self.end_preview()
        elif cookie := link.opened_by(path):
            self.open_preview(link, cookie, is_secure=self.is_https() or self.config.is_production)
        elif not link.is_open_for(self.cookies()):
            self.end_preview()
        elif self._is_laid_out(host, live) or self.agent.bring_in(host.hostname):
            self._show_file(live.build_id, unquote(path), query)
        else:
            self.answer(503, b"This preview is on its way. Please try again in a moment.\n")

    def _show_file(self, build_id: UUID, path: str, query: str) -> None:
        folder = f"builds/{build_id}"
        bare = spelt("/" + path.lstrip("/"))
        if self.agent.layout.has_page(folder, path):
            self.answer(200, b"", told=PREVIEW, folder=folder)
        elif bare != path and self._has_file(build_id, bare):
            self.redirect(quote(bare), query)
        elif self.agent.layout.has_page(folder, "/404"):
            self.answer(404, b"", told=MISSING, folder=folder)
        else:
            self.answer(404, b"There is no page here.\n")

    def _answer_locked(self, site_id: UUID, build_id: UUID, path: str, query: str) -> bool:
        """Ask for the password, or have Caddy show what is behind it; False when nothing is in the way."""
        locks = self.agent.snapshot.locks_of(site_id)
        bare = spelt("/" + path.lstrip("/"))
        lock = locks.of(bare, self.agent.layout.addresses(build_id))
        if lock is None:
            return False
        if not lock.is_open_for(self.cookies()):
            here = quote(path) + (f"?{query}" if query else "")
            self.answer(401, door(lock.id, here, locks.language), kind=HTML)
            return True
        folder = f"{APART if lock.page else 'builds'}/{build_id}"
        if not self.agent.layout.has_page(folder, path):
            return False
        self.answer(200, b"", told=OPEN, folder=folder)
        return True

    def _lead(self, site_id: UUID, build_id: UUID, path: str, query: str) -> None:
        """To where a path leads, or to its spelling without a slash at the end; never to another redirect."""
        pages = self.agent.layout.addresses(build_id)
        shown = set(pages.values())

        def exists(path: str) -> bool:
            return path in shown or self._has_file(build_id, path)

        bare = spelt("/" + path.lstrip("/"))
        if bare != path and exists(bare):
            self.redirect(quote(bare), query, status=308)
            return
        end = self.agent.rules.of(site_id).lead(bare, pages, exists)
        if end.target:
            self.redirect(quote(end.target, safe=ADDRESS), query, status=end.status)
        else:
            self.answer(end.status, b"There is no page here.\n")

    def _has_file(self, build_id: UUID, path: str) -> bool:
        has_file = self.agent.layout.has_file
        return has_file(build_id, path) or has_file(build_id, f"{path}.html")

    def _address(self, hostname: str) -> str:
        if self.is_https() and not self.config.is_production:
            return f"https://{hostname}:{self.config.sites_tls_port}"
        return self.config.site_url(hostname)
