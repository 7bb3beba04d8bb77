"""The agent's HTTP server on loopback: host verification for Caddy, health, and requests that match no file."""

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
from app.delivery.password_page import render_password_page
from app.delivery.preview_links import is_preview_name
from app.delivery.redirects import normalise_path
from app.edge.agent import Agent
from app.edge.disk import APART, is_internal
from app.edge.server.base_handler import HTML, MISSING, OPEN, PREVIEW, READY, BaseHandler
from app.edge.state import Host, Live

log = logging.getLogger("quillspace.edge")

ADDRESS = "/:?#[]@!$&'()*,;=+%~"
"""Characters with a special meaning in URLs, which must not be encoded again."""
PREFIX = "/fall-through"
"""The prefix that Caddy adds to readers' paths, so that readers cannot reach the other routes."""


class EdgeServer(ThreadingHTTPServer):
    """Serves small responses from memory, with one thread per connection."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, *, agent: Agent, config: Config) -> None:
        super().__init__(("127.0.0.1", config.edge_port), partial(Handler, agent=agent, config=config))

    def handle_error(self, request: object, client_address: object) -> None:
        """Log every error except for clients that disconnect."""
        del request, client_address
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            log.error("A request to the edge agent failed.", exc_info=error)


class Handler(BaseHandler):
    """Handles one request."""

    def __init__(self, *args: object, agent: Agent, config: Config) -> None:
        self.agent = agent
        self.config = config
        super().__init__(*args)  # type: ignore[arg-type]  # passed on unchanged

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        """Route by path."""
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self.respond(400, b"This address cannot be read.\n")
            return
        if parts.path == "/v1/domains/verify":
            self._verify(parts.query)
        elif parts.path == "/healthz":
            self._health()
        elif parts.path.startswith(PREFIX + "/"):
            self._fall_through(parts.path.removeprefix(PREFIX), parts.query)
        else:
            self.respond(404, b"Not here.\n")

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def do_POST(self) -> None:  # noqa: N802 - the base class's name
        """Reject the request without reading its body. All methods other than GET and HEAD are handled like this."""
        self.close_connection = True
        self.respond(405, b"Method not allowed.\n")

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815 - the base class's names

    def _verify(self, query: str) -> None:
        """Respond with 200 if the name is an active hostname in canonical form. This takes one dictionary lookup."""
        try:
            asked = parse_qs(query, keep_blank_values=True, max_num_fields=4).get("domain", [])
        except ValueError:
            asked = []
        if len(asked) != 1 or not is_canonical(asked[0]):
            self.respond(400, b"Not a hostname.\n")
        elif self.agent.snapshot.host(asked[0]):
            self.respond(200, b"Ours.\n")
        else:
            self.respond(403, b"Not ours.\n")

    def _health(self) -> None:
        heard = self.agent.confirmed_at
        body = {
            "status": "ok",
            "hosts": len(self.agent.snapshot.hosts),
            "not_laid_out": len(self.agent.failed),
            "snapshot_age": round(time.time() - self.agent.snapshot.taken_at, 1),
            "database_heard": round(time.monotonic() - heard, 1) if heard else None,
        }
        self.respond(200, json.dumps(body).encode() + b"\n", kind="application/json")

    def _fall_through(self, path: str, query: str) -> None:
        """Handle a reader's request for which Caddy has no file."""
        sent = self.headers.get("Host", "")
        name = canonical(sent)
        host = self.agent.snapshot.host(name) if name else None
        if host.link if host else name and is_preview_name(name, self.config.sites_domain):
            self._serve_preview(host, path, query)
        elif name is None or (host is None and name != sent.partition(":")[0]):
            self.respond(421, b"This is not the name of a site.\n")
        elif host is None:
            self.respond(404, b"There is no site here.\n")
        elif host.redirects_to or name != sent.partition(":")[0]:
            self.redirect(self._address(host.redirects_to or name) + "/" + path.lstrip("/"), query)
        else:
            self._serve_site(host, path, query)

    def _serve_site(self, host: Host, path: str, query: str) -> None:
        known = self.agent.snapshot
        if host.site_id not in known.live:
            self.respond(404, b"There is nothing to read here yet.\n")
            return
        is_locked = bool(known.locks_of(host.site_id).whole)
        shown = self._shown(host, is_locked=is_locked)
        is_here = shown is not None
        if shown is None and self.agent.fetch_host(host.hostname):
            shown = self.agent.layout.shown_build(host.site_id)
        if shown is None:
            self.respond(503, b"This site is on its way. Please try again in a moment.\n")
        elif not (is_here or is_locked or is_internal(unquote(path))):
            self.respond(200, b"", action=READY)
        elif not self._serve_locked(host.site_id, shown, unquote(path), query):
            self._redirect_or_404(host.site_id, shown, unquote(path), query)

    def _shown(self, host: Host, *, is_locked: bool) -> UUID | None:
        """Return the build that readers see on this host: the previous one while the newest is being fetched."""
        layout = self.agent.layout
        # The host must point at the site if, and only if, no password protects the whole site.
        if self.agent.is_withheld(host.site_id) or layout.has_host(host.hostname, host.site_id) == is_locked:
            return None
        shown = layout.shown_build(host.site_id)
        return shown if shown and layout.has_build(shown) else None

    def _is_laid_out(self, host: Host, live: Live) -> bool:
        layout = self.agent.layout
        return layout.shown_build(host.site_id) == live.build_id and layout.has_build(live.build_id)

    def _serve_preview(self, host: Host | None, path: str, query: str) -> None:
        """Serve a preview, or exchange its link for a cookie. Without the cookie, the preview appears not to exist."""
        live = self.agent.snapshot.live.get(host.site_id) if host else None
        link = host.link if host else None
        if not (host and link and live):
            self.end_preview()
        elif cookie := link.cookie_for_path(path):
            self.open_preview(link, cookie, is_secure=self.is_https() or self.config.is_production)
        elif not link.is_open_for(self.cookies()):
            self.end_preview()
        elif self._is_laid_out(host, live) or self.agent.fetch_host(host.hostname):
            self._serve_preview_file(live.build_id, unquote(path), query)
        else:
            self.respond(503, b"This preview is on its way. Please try again in a moment.\n")

    def _serve_preview_file(self, build_id: UUID, path: str, query: str) -> None:
        folder = f"builds/{build_id}"
        bare = normalise_path("/" + path.lstrip("/"))
        if self.agent.layout.has_page(folder, path):
            self.respond(200, b"", action=PREVIEW, folder=folder)
        elif bare != path and self._has_file(build_id, bare):
            self.redirect(quote(bare), query)
        elif self.agent.layout.has_page(folder, "/404"):
            self.respond(404, b"", action=MISSING, folder=folder)
        else:
            self.respond(404, b"There is no page here.\n")

    def _serve_locked(self, site_id: UUID, build_id: UUID, path: str, query: str) -> bool:
        """Ask for the password or let Caddy serve the locked page; False if the path is public or has no file."""
        locks = self.agent.snapshot.locks_of(site_id)
        bare = normalise_path("/" + path.lstrip("/"))
        lock = locks.lock_for(bare, self.agent.layout.addresses(build_id))
        if lock is None:
            return False
        if not lock.is_open_for(self.cookies()):
            here = quote(path) + (f"?{query}" if query else "")
            self.respond(401, render_password_page(lock.id, here, locks.language), kind=HTML)
            return True
        folder = f"{APART if lock.page else 'builds'}/{build_id}"
        if not self.agent.layout.has_page(folder, path):
            return False
        self.respond(200, b"", action=OPEN, folder=folder)
        return True

    def _redirect_or_404(self, site_id: UUID, build_id: UUID, path: str, query: str) -> None:
        """Redirect to the normalised path or the final target, never to another redirect; else send 404 or 410."""
        pages = self.agent.layout.addresses(build_id)
        shown = set(pages.values())

        def exists(path: str) -> bool:
            return path in shown or self._has_file(build_id, path)

        bare = normalise_path("/" + path.lstrip("/"))
        if bare != path and exists(bare):
            self.redirect(quote(bare), query, status=308)
            return
        end = self.agent.rules.get(site_id).resolve(bare, pages, exists)
        if end.target:
            self.redirect(quote(end.target, safe=ADDRESS), query, status=end.status)
        else:
            self.respond(end.status, b"There is no page here.\n")

    def _has_file(self, build_id: UUID, path: str) -> bool:
        has_file = self.agent.layout.has_file
        return has_file(build_id, path) or has_file(build_id, f"{path}.html")

    def _address(self, hostname: str) -> str:
        if self.is_https() and not self.config.is_production:
            return f"https://{hostname}:{self.config.sites_tls_port}"
        return self.config.site_url(hostname)
