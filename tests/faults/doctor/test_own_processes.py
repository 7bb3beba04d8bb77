"""An installation in production, whose processes were started one by one and each got only its own settings."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.config import SETTINGS, used_by
from app.embedded.supervision import health
from tests import house
from tests.embedded.support import eventually
from tests.ports import free_ports
from tests.web.test_outages import SECURITY, postgresql_away

MISSING = {"address", "caddy", "mail-server"}
"""What this installation does without: a proxy in front of the app, Caddy, and a mail server."""
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@dataclass
class Installation:
    """The processes, by name, and the settings of the whole installation."""

    settings: dict[str, str]
    logs: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]]

    def start(self, name: str) -> None:
        """Start a process with only the settings that the manual lists for it."""
        own = {each: text for each, text in self.settings.items() if each in used_by(name)}
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "app.cli", name],
                cwd=house.ROOT,
                env={"PATH": os.environ["PATH"], **own},
                stdout=log,
                stderr=log,
            )

    def kill(self, name: str) -> None:
        """Kill a process."""
        self.running[name].kill()
        self.running.pop(name).wait()

    def doctor(self) -> set[str]:
        """Return the ids of the checks that fail."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "doctor", "--json"],
            cwd=house.ROOT,
            env={"PATH": os.environ["PATH"], **self.settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        report = json.loads(done.stdout)
        assert done.returncode == 1 - report["healthy"]
        return {each["id"] for each in report["checks"] if each["status"] == "bad"}

    def visit(self, path: str) -> tuple[int, set[str], str | None]:
        """Return the status, the missing security headers and Retry-After of a page of the app."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": "app.localhost"}
        )
        try:
            response = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            response.read()
        sent = {name.lower() for name in response.headers}
        missing = {name for name in SECURITY if name.lower() not in sent}
        return response.status, missing, response.headers["Retry-After"]


@pytest.fixture
def installation(clean_database, tmp_path):
    """An installation with the data services of this run; all processes are killed at the end."""
    (port,) = free_ports(1)
    addresses = {
        each.name: getattr(clean_database, each.name.lower())
        for each in SETTINGS
        if each.name.startswith("DATABASE_")
    }
    settings = {
        **addresses,
        "REDIS_URL": clean_database.redis_url,
        "SECRET_KEY": KEY,
        "QUILLSPACE_EDGE_KEY": KEY[::-1],
        "OBJECT_STORE_URL": f"file://{tmp_path}/objects",
        "QUILLSPACE_ENV": "production",
        "QUILLSPACE_HOME": str(tmp_path),
        "QUILLSPACE_PORT": str(port),
        "APP_DOMAIN": "app.localhost",
        "SITES_DOMAIN": "sites.localhost",
        "QUILLSPACE_SITES_PORT": "1",
    }
    made = Installation(settings, tmp_path, port, {})
    with ExitStack() as stack:
        stack.callback(lambda: [made.kill(name) for name in list(made.running)])
        for name in ("web", "worker", "relay", "edge"):
            made.start(name)
        eventually(lambda: health.status(port, "/healthz") == 200, seconds=60)
        eventually(lambda: health.status(port + 1, "/healthz") == 200, seconds=60)
        yield made


@contextmanager
def without(installation, name):
    installation.kill(name)
    try:
        yield
    finally:
        installation.start(name)


def finds(installation, expected):
    """Wait until doctor finds exactly this: a process that was just started takes a moment."""
    eventually(lambda: installation.doctor() == expected, seconds=60)


def test_doctor_and_people_see_what_is_broken(installation, clean_database):
    finds(installation, MISSING)
    assert installation.visit("/sign-in") == (200, set(), None)
    assert installation.visit("/dev/mail")[0] == 404

    with without(installation, "relay"):
        finds(installation, MISSING | {"relay"})
    with without(installation, "edge"):
        finds(installation, MISSING | {"edge-agent"})
    with postgresql_away(clean_database):
        finds(installation, MISSING - {"address"} | {"database"})
        assert installation.visit("/healthz") == (503, set(), "10")
        assert installation.visit("/sign-in") == (200, set(), None)
    eventually(lambda: installation.visit("/sign-in")[0] == 200)
