"""A canary listens on every loopback address: whatever an author's link leads to, it never gets a connection."""

import contextlib
import selectors
import socket
import threading
from dataclasses import replace
from itertools import cycle

import pytest

from app.adapters import safe_http
from app.adapters.safe_http import PUBLIC_INTERNET, EgressPolicy, Unreachable, fetch_status, is_public
from tests.adapters.test_forbidden_addresses import serving
from tests.adapters.test_safe_http import PRIVATE
from tests.adapters.test_strange_servers import serving as serving_bytes

pytestmark = pytest.mark.threat("G8")

PUBLIC = "127.0.0.1"
"""Stands for an address of the internet."""
CANARY_4, CANARY_6 = "127.0.0.2", "::1"
SPELLINGS = [
    *(CANARY_4, "127.2", "127.0.2", "0x7f000002", "0x7f.2", "2130706434", "017700000002", "0177.0.0.2"),
    *(
        "①②⑦.0.0.②",
        "127。0。0。2",
        "127.0.0.2.",
        f"[{CANARY_6}]",
        f"[::ffff:{CANARY_4}]",
        "[0:0:0:0:0:0:0:1]",
    ),
]
KB, MB = 1024, 1024 * 1024
URLS = [
    "{scheme}://{host}:{port}/",
    "{scheme}://{host}:{port}",
    "{scheme}://user@{host}:{port}/",
    "{scheme}://public.test@{host}:{port}/",
    "{scheme}://public.test:80@{host}:{port}/",
    "{scheme}://public.test\\@{host}:{port}/",
    "{scheme}:\\\\{host}:{port}/",
    "{scheme}:///{host}:{port}/",
    "{scheme}:{host}:{port}",
    "//{host}:{port}/",
    "{scheme}://{host}:{port}#@public.test/",
    "{scheme}://{host}:{port}?@public.test/",
    "{scheme}://{host}%00.public.test:{port}/",
    "{scheme}://{host}\t:{port}/",
    "{scheme}://{host}.:{port}/",
    " {scheme}://{host}:{port}/",
    "{scheme}://%31%32%37.0.0.2:{port}/",
]


@pytest.fixture
def canary():
    """A server at two loopback addresses, at one port; returns the port and the list of its connections."""
    connections = []
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        four = stack.enter_context(socket.create_server((CANARY_4, 0)))
        port = four.getsockname()[1]
        six = stack.enter_context(socket.create_server((CANARY_6, port), family=socket.AF_INET6))
        stop, stopped = socket.socketpair()
        for listener in (four, six, stopped):
            selector.register(listener, selectors.EVENT_READ)

        def accept():
            while True:
                for key, _ in selector.select():
                    if key.fileobj is stopped:
                        return
                    client, address = key.fileobj.accept()
                    connections.append(address)
                    client.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield port, connections
        stop.close()
        thread.join()
        stopped.close()


@pytest.fixture
def outside(canary):
    """A server that stands for one of the internet, at the port of the canary."""
    with serving(PUBLIC, canary[0]) as server:
        yield server


def internet(port: int, *answers: set[str]) -> EgressPolicy:
    """The policy of the product, with one more allowed address and port; names resolve to these answers, in turn."""
    rounds = cycle(answers) if answers else None

    def resolve(name: str, asked: int) -> set[str]:
        if rounds is None or not name.endswith(".test"):
            return safe_http._resolve(name, asked)
        return next(rounds)

    return EgressPolicy(
        lambda address: str(address) == PUBLIC or is_public(address),
        lambda scheme, asked: port if asked in {None, port} and scheme in {"http", "https"} else None,
        resolve,
    )


def look(address: str, policy: EgressPolicy = PUBLIC_INTERNET) -> None:
    """Follow a link, which has to be refused."""
    with pytest.raises(Unreachable):
        fetch_status(address, policy=policy, seconds=3)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_hostile_addresses_are_not_contacted(canary, scheme):
    port, connections = canary
    for host in SPELLINGS:
        for url in URLS:
            look(url.format(scheme=scheme, host=host, port=port), internet(port))

    assert connections == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_to_hostile_addresses_are_not_followed(canary, outside, status):
    port, connections = canary
    for number, url in enumerate(URLS):
        for host in SPELLINGS:
            target = url.format(scheme="http", host=host, port=port)
            outside.answers[f"/{number}"] = (status, target.encode("utf-8").decode("latin-1"))
            with contextlib.suppress(Unreachable):  # A target may also be a path on the same server.
                fetch_status(f"http://{PUBLIC}:{port}/{number}", policy=internet(port), seconds=3)

    assert connections == []
    assert len(outside.asked) >= len(URLS)


@pytest.mark.parametrize("hidden", [address for address in PRIVATE if address != PUBLIC])
def test_names_with_internal_addresses_are_not_contacted(canary, hidden):
    """As the only answer, and hidden between public ones, for either family."""
    port, connections = canary
    for answer in ({hidden}, {"1.1.1.1", hidden}, {"2606:4700::1111", hidden}, {CANARY_4, CANARY_6, hidden}):
        look(f"http://mixed.test:{port}/", internet(port, answer))

    assert connections == []


def test_a_name_that_changes_after_the_check_leads_to_the_address_that_was_checked(canary, outside):
    port, connections = canary
    policy = internet(port, {PUBLIC}, {CANARY_4}, {PUBLIC}, {CANARY_6})

    assert fetch_status(f"http://rebind.test:{port}/there", policy=policy) == 200
    look(f"http://rebind.test:{port}/there", policy)
    assert fetch_status(f"http://rebind.test:{port}/there", policy=policy) == 200
    look(f"http://rebind.test:{port}/there", policy)

    assert connections == []
    assert len(outside.asked) == 2


def test_a_name_that_changes_between_head_and_get_is_checked_again(canary, outside):
    port, connections = canary
    outside.answers["/head-refused"] = (405, "")

    look(f"http://rebind.test:{port}/head-refused", internet(port, {PUBLIC}, {CANARY_4}))

    assert connections == []
    assert outside.asked == [("HEAD", "/head-refused")]


def test_proxies_of_the_environment_are_not_used(canary, monkeypatch):
    port, connections = canary
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{CANARY_4}:{port}")

    look("http://name.test/", replace(PUBLIC_INTERNET, resolve=lambda _name, _port: {"192.0.2.1"}))

    assert connections == []


@pytest.mark.parametrize("status", [b"200 OK", b"405 No"])
def test_of_a_huge_body_almost_nothing_is_read(monkeypatch, status):
    read = []
    readinto = safe_http._DeadlineReader.readinto

    def counted(reader, buffer):
        size = readinto(reader, buffer)
        read.append(size)
        return size

    monkeypatch.setattr(safe_http._DeadlineReader, "readinto", counted)
    head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, 10**12)
    with serving_bytes(lambda: [head, *[b"x" * MB] * 50]) as port:
        fetch_status(f"http://{PUBLIC}:{port}/", policy=internet(port))

    assert sum(read) <= 64 * KB
