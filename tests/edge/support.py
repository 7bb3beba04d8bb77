"""Helpers for edge tests: builds in a folder store, an agent with a snapshot, and a real Caddy."""

import contextlib
import gzip
import hashlib
import http.client
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import brotli

from app.adapters.object_store import FolderStore
from app.config import Config, load_config
from app.delivery.manifest import BuildFile, Manifest, StoredFile
from app.delivery.site_passwords import SiteLocks
from app.edge.agent import Agent
from app.edge.server import EdgeServer
from app.edge.state import Host, Live, Snapshot
from tests.ports import free_ports

CADDYFILE = Path(__file__).parents[2] / "caddy" / "Caddyfile"
CADDY = Path(sys.executable).with_name("caddy")


def store_build(
    store: FolderStore,
    tenant_id: UUID,
    site_id: UUID,
    files: Mapping[str, bytes],
    *,
    build_id: UUID | None = None,
    named: Mapping[str, str] | None = None,
) -> UUID:
    """Store a complete build."""
    build_id = build_id or uuid4()

    def put(data: bytes) -> StoredFile:
        sha256 = hashlib.sha256(data).hexdigest()
        store.put_if_absent(tenant_id, sha256, data)
        return StoredFile(sha256, len(data))

    manifest = Manifest(
        tenant_id=tenant_id,
        site_id=site_id,
        build_id=build_id,
        files={
            path: BuildFile(
                put(data), {"br": put(brotli.compress(data)), "gzip": put(gzip.compress(data, mtime=0))}
            )
            for path, data in files.items()
        },
        pages=named or {},
    )
    store.put_manifest(tenant_id, build_id, manifest.to_bytes())
    return build_id


def pages(word: str, *, own_404: bool = True) -> dict[str, bytes]:
    """Return the files of a small site with this word on every page."""
    files = {
        "/index.html": f"<h1>{word} home</h1>".encode(),
        "/about.html": f"<h1>{word} about</h1>".encode(),
        "/books.html": f"<h1>{word} books</h1>".encode(),
        "/books/emma.html": f"<h1>{word} emma</h1>".encode(),
        "/_assets/font.0123456789ab.woff2": b"font" * 100,
        "/robots.txt": b"User-agent: *\n",
        "/sitemap.xml": b"<sitemapindex/> of a set",
        "/sitemap-1.xml": b"<urlset/>",
    }
    if own_404:
        files["/404.html"] = f"<h1>{word} has no such page</h1>".encode()
    return files


@dataclass
class Edge:
    """An agent and its server in this process, without a database."""

    home: Path
    config: Config = field(init=False)
    store: FolderStore = field(init=False)
    hosts: list[Host] = field(default_factory=list)
    live: dict[UUID, Live] = field(default_factory=dict)
    locks: dict[UUID, SiteLocks] = field(default_factory=dict)
    agent: Agent = field(init=False)
    server: EdgeServer = field(init=False)

    def __post_init__(self) -> None:
        app, edge, sites, tls = free_ports(4)
        assert edge == app + 1
        self.config = load_config(
            {
                "QUILLSPACE_HOME": str(self.home),
                "QUILLSPACE_PORT": str(app),
                "QUILLSPACE_SITES_PORT": str(sites),
                "QUILLSPACE_SITES_TLS_PORT": str(tls),
            }
        )
        self.store = FolderStore.at(str(self.home / "objects"))

    def publish(
        self, hostname: str, files: Mapping[str, bytes], *, named: Mapping[str, str] | None = None
    ) -> UUID:
        """Add a site with one build, which is not laid out yet, and return the site's id."""
        tenant_id, site_id = uuid4(), uuid4()
        build_id = store_build(self.store, tenant_id, site_id, files, named=named)
        self.hosts.append(Host(hostname, tenant_id, site_id))
        self.live[site_id] = Live(tenant_id, build_id)
        return site_id

    def redirect(self, hostname: str, target: str, site_id: UUID) -> None:
        """Add a host that redirects to another."""
        self.hosts.append(Host(hostname, self.live[site_id].tenant_id, site_id, redirects_to=target))

    def start(self, *, lay_out: bool = True) -> None:
        """Start the agent from a snapshot on disk, as after a restart without a database."""
        self.config.edge_home.mkdir(parents=True, exist_ok=True)
        Snapshot({host.hostname: host for host in self.hosts}, self.live, time.time(), self.locks).save(
            self.config.edge_home / "snapshot.json"
        )
        self.agent = Agent(home=self.config.edge_home, dsn=lambda: "", store=self.store)
        if lay_out:
            for host in self.hosts:
                self.agent.fetch_host(host.hostname)
        self.server = EdgeServer(agent=self.agent, config=self.config)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop the server and close its port."""
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def caddy(config: Config, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real Caddy with the shipped Caddyfile."""
    socket_path = Path(f"/tmp/qs-caddy-{uuid4().hex[:10]}.sock")
    with (config.home / "caddy.log").open("ab") as log:
        process = subprocess.Popen(
            [str(CADDY), "run", "--config", str(CADDYFILE)],
            env=caddy_environment(config, socket_path) | more,
            stdout=log,
            stderr=log,
        )
    try:
        await_port(config.sites_port)
        yield process
    finally:
        process.kill()
        process.wait()
        socket_path.unlink(missing_ok=True)


def caddy_environment(config: Config, admin: Path) -> dict[str, str]:
    """Return the environment variables that the Caddyfile reads."""
    return {
        "HOME": str(config.home),
        "XDG_DATA_HOME": str(config.home / "caddy-data"),
        "XDG_CONFIG_HOME": str(config.home / "caddy-config"),
        "QUILLSPACE_EDGE_HOME": str(config.edge_home),
        "QUILLSPACE_EDGE_PORT": str(config.edge_port),
        "QUILLSPACE_EDGE_KEY": "the key of the edges",
        "QUILLSPACE_APP_UPSTREAM": f"127.0.0.1:{config.port}",
        "QUILLSPACE_SITES_PORT": str(config.sites_port),
        "QUILLSPACE_SITES_TLS_PORT": str(config.sites_tls_port),
        "QUILLSPACE_CADDY_ADMIN": str(admin),
        "GOGC": "400",
        "GOMEMLIMIT": "512MiB",
    }


def await_port(port: int, *, seconds: float = 10) -> None:
    """Wait until the port accepts connections. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.02)
    raise TimeoutError(f"Nothing listens on {port}.")


@dataclass
class Response:
    """The status, the headers by lower-case name, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(
    port: int,
    path: str,
    *,
    host: str | None = None,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Send one request with exactly this Host, path and method."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        if host is not None:
            connection.putheader("Host", host)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Response(
            response.status, {key.lower(): value for key, value in response.getheaders()}, response.read()
        )
    finally:
        connection.close()


def remove(folder: Path) -> None:
    """Remove a folder that a test created outside tmp_path."""
    shutil.rmtree(folder, ignore_errors=True)
