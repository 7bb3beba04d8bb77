"""Telling a CDN: after the flip, until it has heard, and in nobody's way."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.edge.agent import Agent
from app.edge.purge import Purge
from tests.edge.support import Edge, free_ports, pages
from tests.edge.test_news import wait_for


@contextmanager
def cdn(port: int, *, refusals: int = 0) -> Iterator[list[str]]:
    """Somebody who is told, and says no at first."""
    heard: list[str] = []
    left = [refusals]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            left[0] -= 1
            if left[0] < 0:
                heard.append(self.path)
            self.send_response(503 if left[0] >= 0 else 200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()


def started(home, how: str) -> Purge:
    purge = Purge(home, how, first_pause=0.05)
    purge.start()
    return purge


def test_a_host_that_shows_something_new_is_told(tmp_path):
    port = free_ports(1)[0]
    edge = Edge(tmp_path)
    edge.publish("ada.localhost", pages("Ada"))
    edge.start(lay_out=False)
    edge.stop()
    with cdn(port) as heard:
        agent = Agent(
            home=edge.config.edge_home,
            dsn=lambda: "",
            store=edge.store,
            purge=f"http://127.0.0.1:{port}/purge/{{host}}",
        )
        agent.purge.start()
        agent.bring_in("ada.localhost")
        wait_for(lambda: heard and not list(agent.purge.home.iterdir()))
        # Once, or twice where it was being told already as it went live.
        told = len(heard)
        agent.bring_in("ada.localhost")

        assert not list(agent.purge.home.iterdir())
        assert heard == ["/purge/ada.localhost"] * told


def test_a_cdn_that_says_no_is_told_again(tmp_path):
    port = free_ports(1)[0]
    with cdn(port, refusals=2) as heard:
        started(tmp_path / "purge", f"http://127.0.0.1:{port}/{{host}}").ask(["ada.localhost"])
        wait_for(lambda: heard == ["/ada.localhost"])


def test_what_was_not_told_is_told_after_a_restart(tmp_path):
    port = free_ports(1)[0]
    how = f"http://127.0.0.1:{port}/{{host}}"
    Purge(tmp_path / "purge", how).ask(["ada.localhost", "../etc"])
    assert [path.name for path in (tmp_path / "purge").iterdir()] == ["ada.localhost"]

    with cdn(port) as heard:
        started(tmp_path / "purge", how)
        wait_for(lambda: heard == ["/ada.localhost"])


@pytest.mark.parametrize("host", ["ada.localhost", "xn--bcher-kva.example"])
def test_a_command_may_tell_too(tmp_path, host):
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    started(tmp_path / "purge", f"{sys.executable} -c '{script}' {tmp_path}/heard {{host}}").ask([host])

    wait_for(lambda: (tmp_path / "heard").exists() and (tmp_path / "heard").read_text() == host)
