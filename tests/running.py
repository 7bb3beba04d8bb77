"""A complete QuillSpace in its own process, started as an operator would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import house, ports

ROOT = Path(__file__).parents[1]
PATIENCE = 90


@dataclass(frozen=True, kw_only=True)
class RunningQuillSpace:
    """A running QuillSpace: its ports, process and output."""

    home: Path
    port: int
    sites_port: int
    sites_tls_port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The URL of the app."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables for commands that act on this QuillSpace."""
        return environment(self.home, (self.port, self.sites_port, self.sites_tls_port))

    def site_url(self, subdomain: str) -> str:
        """Return the URL of a published site."""
        return f"http://{subdomain}.localhost:{self.sites_port}"

    def words(self) -> str:
        """Return its output so far."""
        return (self.home / "words").read_text(errors="replace")

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Stop QuillSpace with a signal, and return its exit code."""
        self.process.send_signal(sent)
        return self.process.wait(timeout=60)


@contextmanager
def start_quillspace(
    home: Path | None = None,
    *,
    settings: Mapping[str, str] | None = None,
    ports: tuple[int, int, int] | None = None,
) -> Iterator[RunningQuillSpace]:
    """Start QuillSpace, wait until it is ready, and stop it at the end."""
    with ExitStack() as stack:
        home = home or stack.enter_context(house.temporary_home())
        running = launch(home, settings=settings or {}, ports=ports or free_ports())
        try:
            wait_until_ready(running)
            yield running
        finally:
            if running.process.poll() is None:
                running.stop()


def launch(
    home: Path, *, settings: Mapping[str, str], ports: tuple[int, int, int], prefix: Sequence[str] = ()
) -> RunningQuillSpace:
    """Start `quillspace up`, with the words of another command before it, without waiting for it."""
    with (home / "words").open("wb") as words:
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "app.cli", "up"],
            cwd=ROOT,
            env={**environment(home, ports), **settings},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return RunningQuillSpace(
        home=home, port=ports[0], sites_port=ports[1], sites_tls_port=ports[2], process=process
    )


def wait_until_ready(running: RunningQuillSpace) -> None:
    """Wait until QuillSpace reports that it is ready; fail with its output if it exits or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while "QuillSpace is ready" not in running.words():
        assert running.process.poll() is None, running.words()
        assert time.monotonic() < deadline, running.words()
        time.sleep(0.1)


def environment(home: Path, ports: tuple[int, int, int]) -> dict[str, str]:
    """Return a minimal environment for one QuillSpace."""
    return {
        "PATH": os.environ["PATH"],
        "QUILLSPACE_HOME": str(home),
        "QUILLSPACE_PORT": str(ports[0]),
        "QUILLSPACE_SITES_PORT": str(ports[1]),
        "QUILLSPACE_SITES_TLS_PORT": str(ports[2]),
    }


def free_ports() -> tuple[int, int, int]:
    """Return free ports for the app, the sites and the sites over TLS; the edge agent uses the port after the first."""
    app, _edge, sites, sites_tls = ports.free_ports(4)
    return app, sites, sites_tls
