"""A real Granian with the bridge in front of a small WSGI application with two threads."""

import http.client
import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from app.web.server import MAX_BODY_BYTES, MAX_LARGE_BODIES, MAX_SMALL_BYTES
from tests import house
from tests.edge.support import await_port
from tests.ports import free_ports

SLOW_CLIENTS = 40
CHUNKED = {"Transfer-Encoding": "chunked"}


@pytest.fixture(scope="module")
def port():
    """The port of the server."""
    (port,) = free_ports(1)
    options = ["--interface", "rsgi", "--port", str(port), "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *options, "--http1-header-read-timeout", "1500"]
    process = subprocess.Popen([*command, "tests.web.server.echo:server"], cwd=house.ROOT)
    try:
        await_port(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def send(port, method="GET", path="/", body=None, headers=None):
    """The status, the headers and the body of the response to a request on a new connection."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body, headers or {}, encode_chunked=True)
        response = connection.getresponse()
        return response.status, response.headers, response.read()


def echo(port, method="GET", path="/", body=None, headers=None):
    """What arrived at the application."""
    status, _headers, answer = send(port, method, path, body, headers)
    assert status == 200
    return json.loads(answer)


def begin(port, start):
    """A connection that has sent the start of a request and stays open."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(start)
    return client


@pytest.mark.threat("H3")
@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"POST / HTTP/1.1\r\nHost: a", id="half a head"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nseven b", id="half a body"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", id="half a chunk"
        ),
        pytest.param(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n", id="an unread response"),
    ],
)
def test_slow_clients_occupy_no_thread_and_are_cut_off(port, start):
    with ExitStack() as clients:
        slow = [clients.enter_context(closing(begin(port, start))) for _ in range(SLOW_CLIENTS)]

        assert echo(port, "POST", body=b"quick")["size"] == 5

        if b"/long" not in start:
            received = [client.recv(10_000) for client in slow]
            assert all(answer == b"" or answer.split()[1] == b"408" for answer in received)


def test_silent_connections_occupy_no_thread(port):
    with ExitStack() as clients:
        for _ in range(SLOW_CLIENTS):
            clients.enter_context(closing(begin(port, b"")))

        assert echo(port, "POST", body=b"quick")["size"] == 5


@pytest.mark.threat("H3")
def test_a_body_that_drips_is_cut_off_in_the_end(port):
    start = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
    with closing(begin(port, start)) as client:
        client.settimeout(0.5)
        for _ in range(30):
            client.sendall(b"x")
            try:
                answer = client.recv(1000)
                break
            except TimeoutError:
                continue
        assert answer.split()[1] == b"408"


@pytest.mark.parametrize("length", [7_777, 777_777])
def test_a_body_that_breaks_off_never_reaches_the_application(port, length):
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode()
    with closing(begin(port, head + b"x" * 4_321)) as client:
        client.shutdown(socket.SHUT_WR)
        client.recv(1000)

    assert 4_321 not in echo(port, path="/sizes")["size"]


def test_a_body_without_a_length_gets_one(port):
    received = echo(port, "POST", body=iter([b"abc", b"defg"]), headers=CHUNKED)

    assert (received["size"], received["CONTENT_LENGTH"]) == (7, "7")


def test_a_body_above_the_limit_reaches_the_application_as_its_length_alone(port):
    length = MAX_BODY_BYTES + 5
    with closing(
        begin(port, f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode())
    ) as client:
        head, _, body = client.makefile("rb").read(20_000).partition(b"\r\n\r\n")

    assert b" 200 " in head.splitlines()[0]
    assert json.loads(body)["size"] == 0
    assert json.loads(body)["CONTENT_LENGTH"] == str(length)


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_only_signed_in_browsers_may_send_large_bodies(port, is_signed_in, is_chunked):
    body = b"x" * (MAX_SMALL_BYTES + 100)
    headers = ({"X-Browser": "one"} if is_signed_in else {}) | (CHUNKED if is_chunked else {})

    status, answered, content = send(port, "POST", body=iter([body]) if is_chunked else body, headers=headers)

    if is_signed_in:
        assert json.loads(content)["size"] == len(body)
    else:
        assert (status, answered["qs-signed-out"]) == (401, "1")


def test_one_browser_may_send_only_a_few_large_bodies_at_once(port):
    start = b"POST / HTTP/1.1\r\nHost: a\r\nX-Browser: %s\r\nContent-Length: 2000000\r\n\r\n"
    with ExitStack() as clients:
        for _ in range(MAX_LARGE_BODIES):
            clients.enter_context(closing(begin(port, start % b"one")))
        refused = clients.enter_context(closing(begin(port, start % b"one")))
        other = clients.enter_context(closing(begin(port, start % b"other" + b"x" * 2_000_000)))

        assert b" 200 " in other.recv(100)
        answer = refused.recv(1000)
        assert b" 429 " in answer
        assert b"retry-after: 5" in answer


def test_many_requests_on_a_kept_connection_are_all_answered(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        for number in range(200):
            connection.request("POST", f"/{number}", b"x" * number)
            answer = json.loads(connection.getresponse().read())
            assert (answer["PATH_INFO"], answer["size"]) == (f"/{number}", number)


def test_headers_with_an_underscore_are_dropped_and_cookies_are_joined(port):
    raw = (
        b"GET /%C3%BC?a=%20b HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 1\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n"
    )
    with closing(begin(port, raw)) as client:
        received = json.loads(client.recv(10_000).partition(b"\r\n\r\n")[2])

    assert "HTTP_X_FORWARDED_FOR" not in received
    assert received["HTTP_COOKIE"] == "a=1; b=2"
    assert received["PATH_INFO"].encode("latin-1").decode() == "/ü"
    assert received["QUERY_STRING"] == "a=%20b"
    assert received["REMOTE_ADDR"] == "127.0.0.1"


def test_repeated_response_headers_are_kept(port):
    assert send(port)[1].get_all("x-name") == ["one", "two"]


def test_a_response_to_head_has_no_body(port):
    status, _headers, body = send(port, "HEAD")

    assert (status, body) == (200, b"")


def test_an_error_outside_of_the_application_is_a_500_without_details(port):
    status, _headers, body = send(port, path="/fails")

    assert (status, body) == (500, b"Something went wrong.\n")


def test_requests_at_once_are_all_answered(port):
    with ThreadPoolExecutor(20) as pool:
        sizes = list(pool.map(lambda size: echo(port, "POST", body=b"x" * size)["size"], range(200)))

    assert sizes == list(range(200))
