"""A forbidden address is never contacted, although a server listens there, whichever way leads to it."""

import ipaddress
import socket
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

import pytest

from app.adapters.safe_http import EgressPolicy, Unreachable, fetch_status
from tests.adapters.test_safe_http import Server
from tests.dns import dns_server

OUTSIDE, INSIDE = "127.0.0.1", "127.0.0.2"
NAME = "rebind.test"


@contextmanager
def serving(address, port=0):
    with ThreadingHTTPServer((address, port), Server) as server:
        server.asked, server.answers = [], {"/there": (200, "")}
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def outside():
    with serving(OUTSIDE) as server:
        yield server


@pytest.fixture
def inside(outside):
    """A server at a forbidden address, at the same port."""
    with serving(INSIDE, outside.server_port) as server:
        yield server


@pytest.fixture
def policy(outside):
    """As on the public internet: only one address is allowed, and the usual port."""
    return EgressPolicy(
        lambda address: address == ipaddress.ip_address(OUTSIDE), lambda _scheme, _port: outside.server_port
    )


@pytest.mark.threat("G8")
def test_a_redirect_to_a_forbidden_address_is_not_followed(outside, inside, policy):
    outside.answers["/away"] = (302, f"http://{INSIDE}:{inside.server_port}/there")

    with pytest.raises(Unreachable):
        fetch_status(f"http://{OUTSIDE}/away", policy=policy)

    assert outside.asked == [("HEAD", "/away")]
    assert inside.asked == []


@pytest.mark.threat("G8")
def test_a_name_is_contacted_at_the_address_that_was_checked(outside, inside, policy, monkeypatch):
    """The name has an inside address as soon as it has been checked."""
    with dns_server(OUTSIDE, INSIDE) as resolver:
        monkeypatch.setattr(socket, "getaddrinfo", resolver.getaddrinfo)
        assert fetch_status(f"http://{NAME}/there", policy=policy) == 200

    assert (outside.asked, inside.asked, resolver.asked) == ([("HEAD", "/there")], [], 1)


@pytest.mark.threat("G8")
def test_a_name_is_checked_again_for_each_request(outside, inside, policy, monkeypatch):
    """The name has an inside address when a redirect leads to it a second time."""
    outside.answers["/again"] = (302, f"http://{NAME}/there")
    with dns_server(OUTSIDE, INSIDE) as resolver:
        monkeypatch.setattr(socket, "getaddrinfo", resolver.getaddrinfo)
        with pytest.raises(Unreachable):
            fetch_status(f"http://{NAME}/again", policy=policy)

    assert (outside.asked, inside.asked, resolver.asked) == ([("HEAD", "/again")], [], 2)
