"""Requests to URLs supplied by users never reach internal addresses."""

import contextlib
import ipaddress
import socket
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.adapters.safe_http import PUBLIC_INTERNET, EgressPolicy, Unreachable, fetch_status, is_public

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "5f00::1",
    "3fff::1",
]
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "localhost",
    "LOCALHOST.",
    "[::1]",
    "[::ffff:127.0.0.1]",
]


class Server(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.server.asked.append((self.command, self.path))
        status, location = self.server.answers.get(self.path, (404, ""))
        if self.path == "/head-not-allowed" and self.command == "GET":
            status = 200
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the base class's name

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.asked = []
    here = f"http://localhost:{server.server_port}"
    server.answers = {
        "/there": (200, ""),
        "/moved": (301, "/there"),
        "/away": (302, "http://127.0.0.2:1/secret"),
        "/scheme": (302, "file:///etc/passwd"),
        "/round": (302, "/round"),
        "/head-not-allowed": (405, ""),
        "/wh%C3%A4t?a=%22": (200, ""),
        "/broken": (500, ""),
    }
    server.here = here
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def only(port):
    """Create an egress policy that allows only a local server at this port."""
    here = {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")}
    return EgressPolicy(
        here.__contains__, lambda scheme, asked: asked if scheme == "http" and asked == port else None
    )


@pytest.mark.threat("G8")
@pytest.mark.parametrize("address", PRIVATE)
def test_internal_addresses_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"]
)
def test_internet_addresses_are_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.threat("G8")
@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_requests_never_reach_this_machine_however_its_address_is_written(server, host, scheme):
    for port in (f":{server.server_port}", ""):
        with pytest.raises(Unreachable):
            fetch_status(f"{scheme}://{host}{port}/there")
    assert server.asked == []


@pytest.mark.threat("G8")
@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://x",
        "http://",
        "http://u:p@1.1.1.1/",
        "http://1.1.1.1:22/",
        "https://1.1.1.1:80/",
        "http://[",
        "http://a..b/",
        "http://\x00/",
    ],
    ids=repr,
)
def test_invalid_urls_are_refused(address):
    with pytest.raises(Unreachable):
        fetch_status(address)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/there", 200),
        ("/moved", 200),
        ("/nothing", 404),
        ("/head-not-allowed", 200),
        ("/wh%C3%A4t?a=%22", 200),
        ("/broken", 500),
    ],
)
def test_the_status_of_a_page_is_returned(server, path, status):
    assert fetch_status(server.here + path, policy=only(server.server_port)) == status


def test_non_ascii_letters_are_percent_encoded(server):
    assert fetch_status(f"{server.here}/whät?a=%22", policy=only(server.server_port)) == 200


@pytest.mark.threat("G8")
@pytest.mark.parametrize("path", ["/away", "/scheme", "/round"])
def test_a_redirect_target_is_checked_like_any_other_url(server, path):
    with pytest.raises(Unreachable):
        fetch_status(server.here + path, policy=only(server.server_port))
    assert {asked for _method, asked in server.asked} == {path}


def test_a_host_name_with_an_internal_address_is_never_requested(server):
    mixed = replace(PUBLIC_INTERNET, resolve=lambda _name, _port: {"1.1.1.1", "127.0.0.1"})
    with pytest.raises(Unreachable):
        fetch_status("http://mixed.example/", policy=mixed)
    assert server.asked == []


def test_a_request_to_a_server_that_never_responds_times_out():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable, match="too long"):
            fetch_status(f"http://localhost:{port}/", policy=only(port), seconds=0.3)
