"""Requests per second of a published page through our Caddyfile, beside a bare Caddy on the same file."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import psutil

from app.embedded import processes
from app.embedded.children import caddy_program
from app.embedded.processes import Program
from bench import requests
from bench.report import Options, Row
from bench.running import quillspace
from bench.site import wait_until_answered
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


@dataclass(frozen=True)
class Target:
    """A Caddy, and where it answers."""

    name: str
    url: str
    process: psutil.Process
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)

    def ask(self, encoding: str, seconds: float) -> None:
        """Ask for the page for a while; notes the rate and the CPU time that each answer took."""
        before = self._cpu()
        answers = requests.ask(self.url, _headers(encoding), seconds=seconds)
        self.rates.append(answers.rate)
        self.slowest.append(answers.p99)
        self.costs.append((self._cpu() - before) / answers.count * 1e6)

    def row(self, what: str, note: str) -> Row:
        """What this one did."""
        slowest = f"p99 {statistics.median(self.slowest):.1f} ms"
        cost = f"{slowest}; {statistics.median(self.costs):.0f} µs of CPU a request"
        return Row(
            what=f"{what}, {self.name}",
            median=statistics.median(self.rates),
            unit="requests/s",
            note=f"{cost}; {note}",
        )

    def _cpu(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


def measure(options: Options) -> Sequence[Row]:
    """Both answer the demo's home page in turn; every second round begins with the other one."""
    with quillspace() as running:
        wait_until_answered(running.sites_port, HOST)
        family = psutil.Process(running.process.pid).children(recursive=True)
        caddy = next(each for each in family if each.name() == "caddy")
        ours = f"http://127.0.0.1:{running.sites_port}{PATH}"
        root = (running.home / "edge" / "hosts" / HOST).resolve()
        with bare_caddy(running.home, root) as (bare, process):
            rows = []
            for encoding in ENCODINGS:
                targets = (Target("our Caddyfile", ours, caddy), Target("bare Caddy", bare, process))
                rows += _compare(targets, encoding, options)
            return rows


@contextmanager
def bare_caddy(home: Path, root: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The same Caddy with nothing but its file server; gives the same page's address, and the process."""
    port, config = free_ports()[0], home / "bare.caddy"
    config.write_text(BARE.format(port=port, root=root))
    state = {"XDG_DATA_HOME": str(home / "bare"), "XDG_CONFIG_HOME": str(home / "bare")}
    command = [str(caddy_program()), "run", "--config", str(config), "--adapter", "caddyfile"]
    program = Program(name="bare-caddy", command=command, environment=state, folder=home)
    child = processes.start(program, home / "log" / "bare-caddy.log")
    try:
        wait_until_answered(port, HOST)
        yield f"http://127.0.0.1:{port}{PATH}.html", psutil.Process(child.pid)
    finally:
        processes.stop({child: program})


def _compare(targets: tuple[Target, Target], encoding: str, options: Options) -> list[Row]:
    size = _same_answer(targets, encoding)
    for number in range(options.rounds(15, 2)):
        for target in targets[:: -1 if number % 2 else 1]:
            time.sleep(0.3)
            target.ask(encoding, options.rounds(2, 1))
    ours, bare = targets
    shares = [one / other for one, other in zip(ours.rates, bare.rates, strict=True)]
    share = statistics.median(shares)
    cpu = statistics.median(bare.costs) / statistics.median(ours.costs)
    what = f"page of the demo, {ENCODINGS[encoding]}"
    return [
        ours.row(what, requests.generator()),
        bare.row(what, f"{size:,} bytes"),
        Row(
            what=f"{what}, ours : bare",
            median=share,
            unit="times",
            aim=f"≥ {SHARE:g}",
            is_met=share >= SHARE,
            note=f"rounds {min(shares):.2f} to {max(shares):.2f}; by CPU {cpu:.2f}",
        ),
    ]


def _same_answer(targets: Sequence[Target], encoding: str) -> int:
    """Make sure that both really serve the page; gives its size."""
    bodies = set()
    for target in targets:
        with urlopen(Request(target.url, headers=_headers(encoding))) as answer:
            bodies.add(bytes(answer.read()))
    if len(bodies) != 1 or not max(bodies):
        raise RuntimeError(f"The answers differ: {[len(body) for body in bodies]} bytes.")
    return len(bodies.pop())


def _headers(encoding: str) -> dict[str, str]:
    return {"Host": HOST, "Accept-Encoding": encoding}
