"""The id of one request, followed through a real Caddy, the app, the outbox, the relay and a worker."""

import json
import re
import subprocess
import urllib.request
from urllib.parse import urlencode

import psycopg
import pytest

from app.config import load_config
from tests import house
from tests.edge.support import CADDY, await_port, caddy_environment
from tests.embedded.support import eventually
from tests.ports import free_ports

FOREIGN = "0f6b2a3c-1111-4222-8333-944445555666"
FRONT = """
{
	admin off
	auto_https off
	persist_config off
}
import %s/caddy/snippets/app.caddy
http://localhost:%d {
	log
	import app 127.0.0.1:%d
}
"""


class NoRedirects(urllib.request.HTTPErrorProcessor):
    """Returns redirects and errors like any other response."""

    def http_response(self, _request, response):
        return response


@pytest.fixture(scope="module")
def front(running_quillspace, tmp_path_factory):
    """A Caddy with the edge key in front of the app; yields Caddy's URL and its log file."""
    folder = tmp_path_factory.mktemp("front")
    (port,) = free_ports(1)
    config = load_config(running_quillspace.environment)
    (folder / "Caddyfile").write_text(FRONT % (house.ROOT, port, running_quillspace.port))
    environment = caddy_environment(config, folder / "none") | {"QUILLSPACE_EDGE_KEY": config.edge_key}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(CADDY), "run", "--config", str(folder / "Caddyfile")],
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        await_port(port)
        yield f"http://localhost:{port}", folder / "log"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def http_client():
    return urllib.request.build_opener(NoRedirects, urllib.request.HTTPCookieProcessor)


def lines_with(request_id, log):
    return [line for line in log.read_text(errors="replace").splitlines() if f"[{request_id}]" in line]


def test_a_request_is_found_by_its_id_in_every_log(running_quillspace, front, http_client):
    url, log_of_caddy = front
    token = json.loads(http_client.open(f"{url}/session").read())["csrf"]
    form = urlencode({"email": "author@demo.test", "csrf_token": token}).encode()
    sent = urllib.request.Request(f"{url}/password", data=form, headers={"X-Request-Id": FOREIGN})

    response = http_client.open(sent)
    request_id = response.headers["X-Request-Id"]

    (entry,) = [
        entry
        for line in log_of_caddy.read_text().splitlines()
        if (entry := json.loads(line)).get("request", {}).get("method") == "POST"
    ]
    assert response.status == 303
    assert entry["request_id"] == request_id != FOREIGN
    with psycopg.connect(house.admin_url_below(running_quillspace.home)) as database:
        query = "SELECT id FROM outbox WHERE topic = 'mail' AND request_id = %s"
        (message,) = database.execute(query, [request_id]).fetchone()
    logs = running_quillspace.home / "log"
    job = f"outbox-{message}-1"
    relayed = eventually(lambda: lines_with(request_id, logs / "relay.log"))
    assert [f"Enqueued send_mail as {job}." in line for line in relayed] == [True]
    worked = eventually(
        lambda: [line for log in logs.glob("worker-*.log") for line in lines_with(request_id, log)]
    )
    assert re.search(rf"send_mail \({job}\): finished after [0-9.]+ s\.$", worked[0])
    assert not [
        line
        for log in logs.glob("*.log")
        for line in log.read_text().splitlines()
        if job in line and request_id not in line
    ]


@pytest.mark.parametrize("sent", ["x" * 8000, "<b>", FOREIGN.upper(), FOREIGN])
def test_an_id_sent_by_a_client_is_replaced(running_quillspace, front, http_client, sent):
    for url in (running_quillspace.url, front[0]):
        asked = urllib.request.Request(f"{url}/sign-in", headers={"X-Request-Id": sent})
        given = http_client.open(asked).headers["X-Request-Id"]
        assert re.fullmatch(r"[0-9a-f-]{36}", given)
        assert given != sent


def test_caddy_blocks_requests_that_only_edges_may_send(front, http_client):
    assert http_client.open(f"{front[0]}/edge/unlocks", data=b"").status == 404
