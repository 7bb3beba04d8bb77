"""A hundred people sign in at once: all succeed, and an author who is signed in already does not wait for them."""

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.scale import runs

pytestmark = [pytest.mark.threat("G5"), pytest.mark.timeout(300)]

PEOPLE = runs(40, soak=100)
EMAIL, PASSWORD = "author@demo.test", "quillspace-demo"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HASHING_BYTES = 2 * 19 * 1024 * 1024
OTHER_BYTES = 64 * 1024 * 1024
"""What a hundred requests may take besides: their bodies, and the first use of code."""


def ask(port, method, path, *, cookie="", **fields):
    """Send a request on a new connection; return the status, the cookie and the body."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        response = connection.getresponse()
        kept = SimpleCookie()
        for header in response.headers.get_all("Set-Cookie") or []:
            kept.load(header)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items())
        return response.status, cookies, response.read().decode()


def sign_in(port):
    _status, cookie, form = ask(port, "GET", "/sign-in")
    token = TOKEN.search(form)[1]
    return ask(port, "POST", "/sign-in", cookie=cookie, email=EMAIL, password=PASSWORD, csrf_token=token)


@pytest.mark.sampled
def test_many_sign_ins_at_once_succeed_and_delay_no_author(deployment):
    port = deployment.running.port
    status, author, _ = sign_in(port)
    assert status == 303
    (server,) = [each for each in deployment.processes("web") if not each.children()]
    memory = server.memory_info().rss

    with ThreadPoolExecutor(PEOPLE) as pool:
        waiting = [pool.submit(sign_in, port) for _ in range(PEOPLE)]
        while not any(request.done() for request in waiting):
            assert ask(port, "GET", "/sites", cookie=author)[0] == 200
        unanswered = sum(not request.done() for request in waiting)
        for _ in range(5):
            assert ask(port, "GET", "/sites", cookie=author)[0] == 200
        most = server.memory_info().rss
        left = sum(not request.done() for request in waiting)
        statuses = {request.result()[0] for request in waiting}

    assert statuses == {303}
    # The author's requests overtook most of those that were there before.
    assert unanswered > PEOPLE // 2
    assert left > PEOPLE // 4
    assert most - memory < HASHING_BYTES + OTHER_BYTES
