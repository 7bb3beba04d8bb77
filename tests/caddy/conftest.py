"""Fixtures: one Caddy, one agent and two sites for all tests in this folder."""

from collections.abc import Iterator

import pytest

from app.delivery.redirects import Rule, Rules
from tests.edge.support import Edge, caddy, pages

RULES = Rules(
    {
        "/feed": Rule("moved", target="https://elsewhere.example/feed?a=1"),
        "/press": Rule("temporary", page="about"),
        "/older": Rule("moved", target="/old"),
        "/lost": Rule("gone"),
        "/round": Rule("moved", target="/and-round"),
        "/and-round": Rule("moved", target="/round"),
        "/dead": Rule("moved", target="/nobody-here"),
        "/about": Rule("moved", target="/books"),
        "/shop/*": Rule("moved", target="/books/*"),
        "/shop/gone/*": Rule("moved", target="/books#top"),
        "/über": Rule("moved", target="/about"),
    },
    [("/old", "emma"), ("/gone", "nobody")],
)


@pytest.fixture(scope="package")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """An edge with Ada's and Bob's sites laid out; Ada's has redirects."""
    edge = Edge(tmp_path_factory.mktemp("edge"))
    ada = edge.publish("ada.localhost", pages("Ada"), named={"emma": "/books/emma", "about": "/about"})
    edge.publish("bob.localhost", pages("Bob", own_404=False))
    edge.redirect("old-ada.localhost", "ada.localhost", ada)
    edge.start()
    edge.agent.rules.put(ada, RULES)
    (edge.config.edge_home / "404.html").write_text("outside")
    (edge.config.edge_home / "index.html").write_text("outside")
    (edge.config.home / "index.html").write_text("outside")
    with caddy(edge.config):
        yield edge
    edge.stop()
