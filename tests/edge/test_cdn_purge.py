"""Telling a CDN: after the flip, until it has heard, and in nobody's way."""

import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.edge.agent import Agent
from app.edge.cdn_purge import Purge
from app.services import previews, redirects, site_passwords
from app.tenancy import tenant_scope
from tests.edge.state.test_change_feed import following, page, wait_for
from tests.edge.state.test_previews import make
from tests.edge.support import Edge, free_ports, pages
from tests.services.publishing.support import change, publish


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
        agent.fetch_host("ada.localhost")
        wait_for(lambda: heard and not list(agent.purge.home.iterdir()))
        # Once, or twice where it was being told already as it went live.
        told = len(heard)
        agent.fetch_host("ada.localhost")

        assert not list(agent.purge.home.iterdir())
        assert heard == ["/purge/ada.localhost"] * told


def test_a_cdn_that_says_no_is_told_again(tmp_path):
    port = free_ports(1)[0]
    with cdn(port, refusals=2) as heard:
        started(tmp_path / "purge", f"http://127.0.0.1:{port}/{{host}}").request(["ada.localhost"])
        wait_for(lambda: heard == ["/ada.localhost"])


def test_what_was_not_told_is_told_after_a_restart(tmp_path):
    port = free_ports(1)[0]
    how = f"http://127.0.0.1:{port}/{{host}}"
    Purge(tmp_path / "purge", how).request(["ada.localhost", "../etc"])
    assert [path.name for path in (tmp_path / "purge").iterdir()] == ["ada.localhost"]

    with cdn(port) as heard:
        started(tmp_path / "purge", how)
        wait_for(lambda: heard == ["/ada.localhost"])


@pytest.mark.parametrize("host", ["ada.localhost", "xn--bcher-kva.example"])
def test_a_command_may_tell_too(tmp_path, host):
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    started(tmp_path / "purge", f"{sys.executable} -c '{script}' {tmp_path}/heard {{host}}").request([host])

    wait_for(lambda: (tmp_path / "heard").exists() and (tmp_path / "heard").read_text() == host)


def test_an_answer_that_is_none_and_a_folder_that_is_gone_end_nothing(tmp_path):
    port = free_ports(1)[0]
    with socket.create_server(("127.0.0.1", port)) as listener:
        purge = started(tmp_path / "purge", f"http://127.0.0.1:{port}/{{host}}")
        purge.request(["ada.localhost"])
        line, _ = listener.accept()
        with line:
            line.recv(1000)
            line.sendall(b"no such protocol\r\n\r\n")
    with cdn(port) as heard:
        wait_for(lambda: heard == ["/ada.localhost"])

        shutil.rmtree(purge.home)
        purge.request(["bob.localhost"])
        wait_for(lambda: "/bob.localhost" in heard)


@pytest.fixture
def edge_with_cdn(people, clean_database, tmp_path):
    """Ada's site is laid out; gives the agent and what the CDN heard after that."""
    port = free_ports(1)[0]
    with cdn(port) as heard:
        how = f"http://127.0.0.1:{port}/{{host}}"
        with following(clean_database, tmp_path / "edge", purge=how) as agent:
            agent.purge.start()
            publish(people.ada)
            wait_for(lambda: page(agent, "ada.localhost") and heard and not list(agent.purge.home.iterdir()))
            heard.clear()
            yield agent, heard


def lock(person):
    site_passwords.set_lock(person.site_id, None, "open sesame")


def redirect(person):
    redirects.add_redirect(person.site_id, from_path="/old", target="/")


@pytest.mark.parametrize("act", [lock, redirect])
def test_what_changes_without_a_publication_is_told_too(people, edge_with_cdn, act):
    _agent, heard = edge_with_cdn

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        act(people.ada)

    wait_for(lambda: "/ada.localhost" in heard)
    assert set(heard) == {"/ada.localhost"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM hosts WHERE hostname = 'ada.localhost'",
        "UPDATE sites SET live_build_id = NULL WHERE id = :s",
        "UPDATE hosts SET redirects_to = 'lovelace.localhost' WHERE hostname = 'ada.localhost'",
    ],
)
def test_a_name_that_shows_its_site_no_more_is_told(people, edge_with_cdn, admin_engine, statement):
    agent, heard = edge_with_cdn
    notice = "INSERT INTO edge_events (tenant_id, kind, site_id, hostname) VALUES (:t, 'gone', :s, 'ada.localhost')"

    change(admin_engine, statement, **({"s": people.ada.site_id} if ":s" in statement else {}))
    change(admin_engine, notice, t=people.ada.tenant_id, s=people.ada.site_id)

    wait_for(lambda: "/ada.localhost" in heard)
    assert page(agent, "ada.localhost") == ""


def test_what_changed_while_the_edge_was_away_is_told_when_it_is_back(people, clean_database, tmp_path):
    with following(clean_database, tmp_path / "edge") as agent:
        publish(people.ada)
        wait_for(lambda: page(agent, "ada.localhost"))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        lock(people.ada)
    port = free_ports(1)[0]

    with (
        cdn(port) as heard,
        following(clean_database, tmp_path / "edge", purge=f"http://127.0.0.1:{port}/{{host}}") as agent,
    ):
        agent.purge.start()
        wait_for(lambda: "/ada.localhost" in heard)


def test_of_previews_nobody_is_told(people, edge_with_cdn):
    agent, heard = edge_with_cdn
    preview = make(people.ada)
    wait_for(lambda: preview.hostname in agent.snapshot.hosts and agent.layout.shown_build(preview.id))

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        previews.revoke_preview(preview.id)
    wait_for(lambda: preview.hostname not in agent.snapshot.hosts)

    # Whatever is told is told in turn.
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        redirect(people.ada)
    wait_for(lambda: heard)
    assert set(heard) == {"/ada.localhost"}
