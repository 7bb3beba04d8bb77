"""Caddy assigns each request an id and passes it on to the agent and the app."""

import json
import logging
import re
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.edge.server.http_server import Handler
from app.logs import RequestIdFilter
from tests.edge import support
from tests.edge.support import CADDYFILE, get

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FOREIGN = "0f6b2a3c-1111-4222-8333-944445555666"


@pytest.fixture
def agent_ids(monkeypatch):
    """A list to which the request ids in the agent's responses are appended."""
    ids = []
    send_header = Handler.send_header

    def recording(self, name, value):
        if name == "X-Request-Id":
            ids.append(value)
        send_header(self, name, value)

    monkeypatch.setattr(Handler, "send_header", recording)
    return ids


@pytest.mark.parametrize("sent", [FOREIGN, "x" * 10_000, "<b>", ""])
def test_the_agent_responds_with_the_request_id_that_the_reader_gets(edge, agent_ids, sent):
    response = get(edge.config.sites_port, "/nothing", host="ada.localhost", headers={"X-Request-Id": sent})

    assert response.status == 404
    assert agent_ids == [response.headers["x-request-id"]]
    assert ID.fullmatch(agent_ids[0])
    assert agent_ids != [sent]


def test_the_agents_log_entries_have_the_request_id(edge, agent_ids, monkeypatch, caplog):
    caplog.handler.addFilter(RequestIdFilter())
    monkeypatch.setattr(Handler, "_fall_through", lambda *_: 1 / 0)

    response = get(edge.config.sites_port, "/nothing", host="ada.localhost")

    (entry,) = [entry for entry in caplog.records if entry.levelno == logging.ERROR]
    assert response.status == 503
    assert entry.request_id == response.headers["x-request-id"]


def test_caddys_log_entries_have_the_request_id_unless_a_file_was_served(tmp_path, monkeypatch):
    shutil.copytree(CADDYFILE.parent, tmp_path / "caddy")
    caddyfile = tmp_path / "caddy" / "Caddyfile"
    caddyfile.write_text(re.sub(r"(?m)^(https?://:.*)$", r"\1\n\tlog", CADDYFILE.read_text()))
    monkeypatch.setattr(support, "CADDYFILE", caddyfile)
    alone = support.Edge(tmp_path / "alone")
    alone.publish("ada.localhost", support.pages("Ada"))
    alone.start()

    with support.caddy(alone.config):
        get(alone.config.sites_port, "/about", host="ada.localhost")
        answers = [
            get(
                alone.config.sites_port,
                "/_open",
                host="ada.localhost",
                method="POST",
                headers={"Content-Length": "0"},
            ),
            get(alone.config.sites_port, "/nothing", host="ada.localhost"),
        ]
    alone.stop()

    entries = [json.loads(line) for line in (alone.config.home / "caddy.log").read_text().splitlines()]
    logged = [entry.get("request_id") for entry in entries if entry.get("logger") == "http.log.access"]
    assert [response.status for response in answers] == [503, 404]
    assert logged == [None, *(response.headers["x-request-id"] for response in answers)]


def test_the_app_receives_the_request_id_that_the_reader_gets(edge):
    received = []

    class App(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(self.headers.get_all("X-Request-Id"))
            self.send_response(303)
            self.send_header("X-Request-Id", received[0][0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", edge.config.port), App) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        sent = {"Content-Length": "0", "X-Request-Id": FOREIGN}
        response = get(edge.config.sites_port, "/_open", host="ada.localhost", method="POST", headers=sent)
        server.shutdown()
        thread.join()

    assert received == [[response.headers["x-request-id"]]]
    assert received != [[FOREIGN]]


def test_without_caddy_the_agent_generates_a_request_id(edge, agent_ids):
    for sent in ("a b", "x" * 10_000, FOREIGN.upper()):
        get(edge.config.edge_port, "/healthz", host="x", headers={"X-Request-Id": sent})

    assert len(set(agent_ids)) == 3
    assert all(ID.fullmatch(made) for made in agent_ids)
