"""`caddy/snippets/app.caddy`: the app behind an operator's own Caddy."""

import re
import subprocess
import time
from http.client import HTTPConnection

import pytest

from app.embedded.supervision.children import caddy_program
from tests.caddy.test_caddyfile import CADDYFILE
from tests.ports import free_ports

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def port(tmp_path):
    """The port of a Caddy in front of an app that is not running."""
    ours, app = free_ports(2)
    config = tmp_path / "Caddyfile"
    config.write_text(
        f"{{\n\tadmin off\n}}\nimport {CADDYFILE.parent}/snippets/app.caddy\n"
        f"http://127.0.0.1:{ours} {{\n\timport app 127.0.0.1:{app}\n}}\n"
    )
    process = subprocess.Popen(
        [caddy_program(), "run", "--config", config], env={"HOME": str(tmp_path)}, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while status_and_id(ours, "/") == (0, ""):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield ours
    process.terminate()
    process.wait(timeout=30)


def status_and_id(port, path):
    """Return the status and the request id of a response, or (0, "") if nothing is listening on the port."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers.get("X-Request-Id", "")
    except ConnectionRefusedError:
        return 0, ""
    finally:
        connection.close()


@pytest.mark.parametrize(("path", "expected"), [("/sites", 502), ("/edge/unlocks", 404)])
def test_a_response_from_caddy_itself_has_a_request_id(port, path, expected):
    status, request_id = status_and_id(port, path)

    assert status == expected
    assert ID.fullmatch(request_id)


def test_people_read_that_the_app_will_be_back_with_all_headers(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/sites")
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()

    assert "We’ll be right back" in text
    assert f"Reference: {response.headers['X-Request-Id']}" in text
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(response.headers["Retry-After"]) > 0
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Cache-Control"} <= set(response.headers)
