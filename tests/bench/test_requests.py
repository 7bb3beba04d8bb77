from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench import requests


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200 if self.path == "/here" else 404)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, *_):
        """Ignore errors: clients disconnect in the middle of a response when their time is up."""


@pytest.fixture
def address() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_wrk_requests_are_sent_by_our_own_load_generator(address, monkeypatch):
    monkeypatch.setenv("PATH", "")

    answers = requests.ask(f"{address}/here", {"Host": "here.localhost"}, seconds=0.3)

    assert answers.count > 0
    assert answers.rate > 0
    assert "our own generator" in requests.generator()


def test_an_unreachable_url_raises_instead_of_returning_a_figure(address, monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(RuntimeError, match="404"):
        requests.ask(f"{address}/gone", {"Host": "here.localhost"}, seconds=0.1)
