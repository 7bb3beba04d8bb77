"""CDN purges are sent after a build goes live, retried until they succeed, and block nothing else."""

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
from tests.edge.state.support import following, page, wait_for
from tests.edge.state.test_previews import make
from tests.edge.support import Edge, free_ports, pages
from tests.services.publishing.support import change, publish


@contextmanager
def cdn(port: int, *, refusals: int = 0) -> Iterator[list[str]]:
    """Run a fake CDN that records purges, after rejecting the first `refusals` of them."""
    purged: list[str] = []
    left = [refusals]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            left[0] -= 1
            if left[0] < 0:
                purged.append(self.path)
            self.send_response(503 if left[0] >= 0 else 200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield purged
    finally:
        server.shutdown()
        server.server_close()


def started(home, target: str) -> Purge:
    purge = Purge(home, target, first_pause=0.05)
    purge.start()
    return purge


def test_a_host_with_a_new_build_is_purged(tmp_path):
    port = free_ports(1)[0]
    edge = Edge(tmp_path)
    edge.publish("ada.localhost", pages("Ada"))
    edge.start(lay_out=False)
    edge.stop()
    with cdn(port) as purged:
        agent = Agent(
            home=edge.config.edge_home,
            dsn=lambda: "",
            store=edge.store,
            purge=f"http://127.0.0.1:{port}/purge/{{host}}",
        )
        agent.purge.start()
        agent.fetch_host("ada.localhost")
        wait_for(lambda: purged and not list(agent.purge.home.iterdir()))
        # Once, or twice if the first purge was running as the build went live.
        count = len(purged)
        agent.fetch_host("ada.localhost")

        assert not list(agent.purge.home.iterdir())
        assert purged == ["/purge/ada.localhost"] * count


def test_a_refused_purge_is_retried(tmp_path):
    port = free_ports(1)[0]
    with cdn(port, refusals=2) as purged:
        started(tmp_path / "purge", f"http://127.0.0.1:{port}/{{host}}").request(["ada.localhost"])
        wait_for(lambda: purged == ["/ada.localhost"])


def test_pending_purges_survive_a_restart(tmp_path):
    port = free_ports(1)[0]
    target = f"http://127.0.0.1:{port}/{{host}}"
    Purge(tmp_path / "purge", target).request(["ada.localhost", "../etc"])
    assert [path.name for path in (tmp_path / "purge").iterdir()] == ["ada.localhost"]

    with cdn(port) as purged:
        started(tmp_path / "purge", target)
        wait_for(lambda: purged == ["/ada.localhost"])


@pytest.mark.parametrize("host", ["ada.localhost", "xn--bcher-kva.example"])
def test_a_command_can_be_used_to_purge(tmp_path, host):
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    started(tmp_path / "purge", f"{sys.executable} -c '{script}' {tmp_path}/purged {{host}}").request([host])

    wait_for(lambda: (tmp_path / "purged").exists() and (tmp_path / "purged").read_text() == host)


def test_an_invalid_response_and_a_missing_folder_do_not_end_the_thread(tmp_path):
    port = free_ports(1)[0]
    with socket.create_server(("127.0.0.1", port)) as listener:
        purge = started(tmp_path / "purge", f"http://127.0.0.1:{port}/{{host}}")
        purge.request(["ada.localhost"])
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"no such protocol\r\n\r\n")
    with cdn(port) as purged:
        wait_for(lambda: purged == ["/ada.localhost"])

        shutil.rmtree(purge.home)
        purge.request(["bob.localhost"])
        wait_for(lambda: "/bob.localhost" in purged)


@pytest.fixture
def edge_with_cdn(people, clean_database, tmp_path):
    """An edge with Ada's site laid out; yields the agent, and the purges that the CDN receives afterwards."""
    port = free_ports(1)[0]
    with cdn(port) as purged:
        target = f"http://127.0.0.1:{port}/{{host}}"
        with following(clean_database, tmp_path / "edge", purge=target) as agent:
            agent.purge.start()
            publish(people.ada)
            wait_for(lambda: page(agent, "ada.localhost") and purged and not list(agent.purge.home.iterdir()))
            purged.clear()
            yield agent, purged


def lock(person):
    site_passwords.set_lock(person.site_id, None, "open sesame")


def redirect(person):
    redirects.add_redirect(person.site_id, from_path="/old", target="/")


@pytest.mark.parametrize("change_something", [lock, redirect])
def test_changes_without_a_publication_are_purged_too(people, edge_with_cdn, change_something):
    _agent, purged = edge_with_cdn

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        change_something(people.ada)

    wait_for(lambda: "/ada.localhost" in purged)
    assert set(purged) == {"/ada.localhost"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM hosts WHERE hostname = 'ada.localhost'",
        "UPDATE sites SET live_build_id = NULL WHERE id = :s",
        "UPDATE hosts SET redirects_to = 'lovelace.localhost' WHERE hostname = 'ada.localhost'",
    ],
)
def test_a_host_that_no_longer_serves_its_site_is_purged(people, edge_with_cdn, admin_engine, statement):
    agent, purged = edge_with_cdn
    notice = "INSERT INTO edge_events (tenant_id, kind, site_id, hostname) VALUES (:t, 'gone', :s, 'ada.localhost')"

    change(admin_engine, statement, **({"s": people.ada.site_id} if ":s" in statement else {}))
    change(admin_engine, notice, t=people.ada.tenant_id, s=people.ada.site_id)

    wait_for(lambda: "/ada.localhost" in purged)
    assert page(agent, "ada.localhost") == ""


def test_changes_made_while_the_edge_was_down_are_purged_afterwards(people, clean_database, tmp_path):
    with following(clean_database, tmp_path / "edge") as agent:
        publish(people.ada)
        wait_for(lambda: page(agent, "ada.localhost"))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        lock(people.ada)
    port = free_ports(1)[0]

    with (
        cdn(port) as purged,
        following(clean_database, tmp_path / "edge", purge=f"http://127.0.0.1:{port}/{{host}}") as agent,
    ):
        agent.purge.start()
        wait_for(lambda: "/ada.localhost" in purged)


def test_previews_are_not_purged(people, edge_with_cdn):
    agent, purged = edge_with_cdn
    preview = make(people.ada)
    wait_for(lambda: preview.hostname in agent.snapshot.hosts and agent.layout.shown_build(preview.id))

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        previews.revoke_preview(preview.id)
    wait_for(lambda: preview.hostname not in agent.snapshot.hosts)

    # Purges are sent in order.
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        redirect(people.ada)
    wait_for(lambda: purged)
    assert set(purged) == {"/ada.localhost"}
