"""Requests per second for a published page through our Caddyfile, compared with a bare Caddy serving the same file."""

import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import psutil

from app.embedded.supervision import processes
from app.embedded.supervision.children import caddy_program
from app.embedded.supervision.processes import Program
from bench import requests
from bench.report import Options, Row
from bench.running import quillspace
from bench.site import wait_until_ready
from tests.running import free_ports

HOST = "jane-austen.localhost"
PATH = "/about"
SHARE = 0.95
BARE = """{{
	admin off
	auto_https off
	persist_config off
}}
http://:{port} {{
	bind 127.0.0.1
	root * {root}
	file_server {{
		precompressed br gzip
	}}
}}
"""
ENCODINGS = {"identity": "plain", "br": "brotli"}
NGINX = """
daemon off; pid {home}/nginx.pid; error_log {home}/nginx.log; worker_processes auto; user root;
events {{ worker_connections 1024; }}
http {{
	access_log off; sendfile on; open_file_cache max=1000; types {{ text/html html; }}
	client_body_temp_path {home}/nginx; proxy_temp_path {home}/nginx; fastcgi_temp_path {home}/nginx;
	uwsgi_temp_path {home}/nginx; scgi_temp_path {home}/nginx;
	server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@dataclass(frozen=True)
class Target:
    """A web server under test, and its measurements."""

    name: str
    url: str
    process: psutil.Process
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)

    def ask(self, encoding: str, seconds: float) -> None:
        """Send requests for this many seconds, and record the rate and the CPU time per response."""
        before = self._cpu()
        result = requests.ask(self.url, _headers(encoding), seconds=seconds)
        self.rates.append(result.rate)
        self.slowest.append(result.p99)
        self.costs.append((self._cpu() - before) / result.count * 1e6)

    def row(self, what: str, note: str) -> Row:
        """Create the row with this server's results."""
        slowest = f"p99 {statistics.median(self.slowest):.1f} ms"
        cost = f"{slowest}; {statistics.median(self.costs):.0f} µs of CPU per request"
        return Row(
            what=f"{what}, {self.name}",
            median=statistics.median(self.rates),
            unit="requests/s",
            note=f"{cost}; {note}",
        )

    def _cpu(self) -> float:
        times = [each.cpu_times() for each in (self.process, *self.process.children())]
        return float(sum(each.user + each.system for each in times))


def measure(options: Options) -> Sequence[Row]:
    """Measure each server on a page of the demo; the order is reversed in every second round.

    If nginx is installed, it is measured too, without compression.
    """
    with quillspace() as running:
        wait_until_ready(running.sites_port, HOST)
        family = psutil.Process(running.process.pid).children(recursive=True)
        caddy = next(each for each in family if each.name() == "caddy")
        ours = f"http://127.0.0.1:{running.sites_port}{PATH}"
        root = (running.home / "edge" / "hosts" / HOST).resolve()
        with bare_caddy(running.home, root) as (bare, process), _nginx(running.home, root) as others:
            rows = []
            for encoding in ENCODINGS:
                targets = [Target("our Caddyfile", ours, caddy), Target("bare Caddy", bare, process)]
                if encoding == "identity":
                    targets += [Target("nginx", *nginx) for nginx in others]
                rows += _compare(targets, encoding, options)
            return rows


@contextmanager
def bare_caddy(home: Path, root: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run the same Caddy with nothing but its file server; yields the page's URL and the process."""
    port, config = free_ports()[0], home / "bare.caddy"
    config.write_text(BARE.format(port=port, root=root))
    state = {"XDG_DATA_HOME": str(home / "bare"), "XDG_CONFIG_HOME": str(home / "bare")}
    command = [str(caddy_program()), "run", "--config", str(config), "--adapter", "caddyfile"]
    program = Program(name="bare-caddy", command=command, environment=state, folder=home)
    child = processes.start(program, home / "log" / "bare-caddy.log")
    try:
        wait_until_ready(port, HOST)
        yield f"http://127.0.0.1:{port}{PATH}.html", psutil.Process(child.pid)
    finally:
        processes.stop({child: program})


@contextmanager
def _nginx(home: Path, root: Path) -> Iterator[list[tuple[str, psutil.Process]]]:
    """Run nginx on the same files if it is installed; yields the page's URL and the process."""
    nginx = shutil.which("nginx")
    if nginx is None:
        yield []
        return
    port, config = free_ports()[0], home / "nginx.conf"
    (home / "nginx").mkdir()
    config.write_text(NGINX.format(home=home, port=port, root=root))
    program = Program(name="nginx", command=[nginx, "-c", str(config)], environment={}, folder=home)
    child = processes.start(program, home / "log" / "nginx.log")
    try:
        wait_until_ready(port, HOST)
        yield [(f"http://127.0.0.1:{port}{PATH}.html", psutil.Process(child.pid))]
    finally:
        processes.stop({child: program})


def _compare(targets: Sequence[Target], encoding: str, options: Options) -> list[Row]:
    size = _check_bodies_equal(targets, encoding)
    for number in range(options.rounds(15, 2)):
        for target in targets[:: -1 if number % 2 else 1]:
            time.sleep(0.3)
            target.ask(encoding, options.rounds(2, 1))
    ours, bare, *others = targets
    shares = [one / other for one, other in zip(ours.rates, bare.rates, strict=True)]
    share = statistics.median(shares)
    cpu = statistics.median(bare.costs) / statistics.median(ours.costs)
    what = f"page of the demo, {ENCODINGS[encoding]}"
    return [
        ours.row(what, requests.generator()),
        bare.row(what, f"{size:,} bytes"),
        *(other.row(what, f"{size:,} bytes") for other in others),
        Row(
            what=f"{what}, ours / bare",
            median=share,
            unit="times",
            aim=f"≥ {SHARE:g}",
            is_met=share >= SHARE,
            note=f"rounds {min(shares):.2f} to {max(shares):.2f}; by CPU {cpu:.2f}",
        ),
    ]


def _check_bodies_equal(targets: Sequence[Target], encoding: str) -> int:
    """Check that all servers respond with the same page, and return its size."""
    bodies = set()
    for target in targets:
        with urlopen(Request(target.url, headers=_headers(encoding))) as response:
            bodies.add(bytes(response.read()))
    if len(bodies) != 1 or not max(bodies):
        raise RuntimeError(f"The responses differ: {[len(body) for body in bodies]} bytes.")
    return len(bodies.pop())


def _headers(encoding: str) -> dict[str, str]:
    return {"Host": HOST, "Accept-Encoding": encoding}
