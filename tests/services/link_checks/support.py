"""Helpers: a fake external site with configurable responses, and documents with links."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any

from app.adapters.safe_http import EgressPolicy
from app.services import link_checks
from tests.adapters.test_safe_http import Server

OPEN = EgressPolicy(lambda _address: True, lambda scheme, port: port if scheme == "http" else None)


@contextmanager
def another_site() -> Iterator[Any]:
    """Run the fake site. `answers` configures its responses, `asked` records the requests, and `url` is its URL."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.asked, server.url = [], f"http://localhost:{server.server_port}"
    server.answers = {"/alive": (200, ""), "/broken": (503, ""), "/members": (401, "")}
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def rich(*addresses: str) -> dict[str, Any]:
    """Create a document with a link to each URL."""
    links = "".join(f'<p><a href="{address}">To {address}</a></p>' for address in addresses)
    props = {"id": "text-1", "body": links}
    return {"root": {"props": {}}, "content": [{"type": "Text", "props": props}], "zones": {}}


def broken(site_id: Any) -> list[tuple[str, str, str]]:
    """Return the page title, block and target of each broken link."""
    return [(each.place.title, each.place.part, each.target) for each in link_checks.list_broken(site_id)]
