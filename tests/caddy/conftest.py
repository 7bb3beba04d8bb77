"""One Caddy, one agent and three sites for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.edge.support import Edge, caddy, pages


@pytest.fixture(scope="package")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """Ada's and Bob's sites are laid out, Carol's is known but not on this edge yet."""
    edge = Edge(tmp_path_factory.mktemp("edge"))
    ada = edge.publish("ada.localhost", pages("Ada"), redirects={"/old": "/books/emma"})
    edge.publish("bob.localhost", pages("Bob", own_404=False))
    edge.redirect("old-ada.localhost", "ada.localhost", ada)
    edge.start()
    (edge.config.edge_home / "404.html").write_text("outside")
    (edge.config.edge_home / "index.html").write_text("outside")
    (edge.config.home / "index.html").write_text("outside")
    with caddy(edge.config):
        yield edge
    edge.stop()
