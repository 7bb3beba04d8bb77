"""An installation in production on services of its own, whose processes were started one by one as the manual says."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from click.testing import CliRunner
from sqlalchemy import create_engine

from app.cli import main
from app.config import load_config, used_by
from app.embedded.servers import migrations, postgres, roles, valkey
from app.embedded.supervision import health, processes
from tests import house, smtp
from tests import weed as weed_server
from tests.edge.support import CADDY, CADDYFILE
from tests.embedded.support import eventually
from tests.factories import People, make_people
from tests.faults.doctor.people import Author, Front, Readers
from tests.ports import free_ports

OURS = ("web", "worker", "relay", "edge")
CADDYS = {"caddy": CADDYFILE, "app_caddy": CADDYFILE.with_name("app.Caddyfile")}
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SECONDS = 60


@dataclass
class Installation:
    """The settings of the whole installation, and what runs, by name."""

    home: Path
    settings: dict[str, str]
    servers: dict[str, processes.Program]
    weed: weed_server.Weed
    bucket: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    mail: ExitStack = field(default_factory=ExitStack)
    people: People = field(init=False)
    author: Author = field(init=False)

    @property
    def admin_url(self) -> str:
        """The URL of the operator's own login to the database."""
        return house.admin_url_below(self.home / "services")

    @property
    def certificate(self) -> Path:
        """The certificate of the authority that issued the app's."""
        return self.home / "app-caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def front(self) -> Front:
        """The app as browsers see it."""
        return Front(int(self.settings["QUILLSPACE_APP_TLS_PORT"]), self.certificate)

    @property
    def readers(self) -> Readers:
        """The author's site as readers see it."""
        return Readers(int(self.settings["QUILLSPACE_SITES_PORT"]), "ada.localhost")

    def log(self, name: str) -> str:
        """Return what a process has logged."""
        return (self.home / f"{name}.log").read_text(errors="replace")

    def start(self, name: str) -> None:
        """Start a server, a Caddy, the mail server, or a process with only its own settings of the manual's table."""
        if name == "mail":
            self.start_mail()
        elif name in self.servers:
            self.running[name] = processes.start(self.servers[name], self.home / f"{name}.log")
        else:
            self._start_process(name)

    def start_mail(self, **replies: str) -> None:
        """Start the mail server, with replies of its own."""
        self.mail.enter_context(smtp.listening(int(self.settings["SMTP_URL"].rpartition(":")[2]), **replies))

    def stop(self, name: str, sent: signal.Signals = signal.SIGTERM) -> None:
        """Stop the process with SIGTERM, as a supervisor would, or kill it."""
        if name == "mail":
            self.mail.close()
            return
        process = self.running.pop(name)
        process.send_signal(signal.SIGINT if name == "postgres" else sent)
        try:
            process.wait(timeout=SECONDS)
        finally:
            process.kill()
            process.wait()

    def doctor(self) -> set[str]:
        """Run `quillspace doctor --json` with all settings; return the ids of the checks that fail."""
        environ = {**self.settings, "SSL_CERT_FILE": str(self.certificate)}
        done = CliRunner(env=environ).invoke(main, ["doctor", "--json"])
        report = json.loads(done.stdout)
        assert done.exit_code == 1 - report["healthy"]
        bad = [each for each in report["checks"] if each["status"] == "bad"]
        assert [each["id"] for each in bad if not each["advice"]] == []
        return {each["id"] for each in bad}

    def finds(self, *expected: str) -> None:
        """Wait until doctor finds exactly this: a process that was just started takes a moment."""
        found: list[set[str]] = []
        try:
            eventually(lambda: found.append(self.doctor()) or found[-1] == set(expected), seconds=SECONDS)
        except AssertionError:
            raise AssertionError(f"doctor finds {found[-1]}, not {set(expected)}") from None

    def sql(self, *statements: str) -> None:
        """Execute statements as the operator."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _start_process(self, name: str) -> None:
        is_caddy = name in CADDYS
        ours = {each: text for each, text in self.settings.items() if each in used_by(_kind(name))}
        if is_caddy:
            state = str(self.home / name.replace("_", "-"))
            ours |= {"HOME": state, "XDG_DATA_HOME": state, "XDG_CONFIG_HOME": state}
        command = (
            [str(CADDY), "run", "--config", str(CADDYS[name])]
            if is_caddy
            else [sys.executable, "-m", "app.cli", name]
        )
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=house.ROOT, env={"PATH": os.environ["PATH"], **ours}, stdout=log, stderr=log
            )


def _kind(name: str) -> str:
    return "caddy" if name in CADDYS else name


@contextmanager
def installed(home: Path, weed: weed_server.Weed) -> Iterator[Installation]:
    """Start everything, with three people and a published site; stop everything at the end."""
    services = home / "services"
    database, queue = postgres.Postgres(services, is_fast=True), valkey.Valkey(services)
    servers = {program.name: program for program in (database.prepare(), queue.prepare())}
    made = Installation(home, {}, servers, weed, weed.make_bucket())
    with ExitStack() as stack:
        stack.callback(made.mail.close)
        stack.callback(lambda: [made.stop(name) for name in reversed(list(made.running))])
        for name in servers:
            made.start(name)
        postgres.wait_for(database.address)
        valkey.wait_for(queue.address)
        roles.prepare_embedded(database.admin_dsn)
        made.settings |= _settings(made)
        migrations.upgrade(made.settings["DATABASE_OWNER_URL"])
        engine = create_engine(made.admin_url.replace("postgresql://", "postgresql+psycopg://", 1))
        made.people = make_people(engine)
        engine.dispose()
        for name in ("mail", *OURS, *CADDYS):
            made.start(name)
        port = int(made.settings["QUILLSPACE_PORT"])
        _await(lambda: health.status(port, "/healthz") == 200)
        _await(lambda: health.status(port + 1, "/healthz") == 200)
        _await(lambda: made.front.visit("/sign-in").status == 200)
        made.author = Author.signed_in(made.front, made.people.ada)
        made.author.publish()
        _await(lambda: made.readers.read() == 200)
        yield made


def _await(condition: Callable[[], object]) -> None:
    eventually(condition, seconds=SECONDS)


def _settings(made: Installation) -> dict[str, str]:
    own = load_config({"QUILLSPACE_HOME": str(made.home / "services")})
    port, edge, sites, sites_tls, app_tls, mail = free_ports(6)
    addresses = (
        "DATABASE_URL",
        "DATABASE_PLATFORM_URL",
        "DATABASE_EDGE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
    )
    return {
        **{name: getattr(own, name.lower()) for name in addresses},
        **weed_server.KEYS,
        "SECRET_KEY": KEY,
        "QUILLSPACE_EDGE_KEY": KEY[::-1],
        "OBJECT_STORE_URL": made.weed.url(made.bucket, connect_timeout=1, attempts=1),
        "QUILLSPACE_ENV": "production",
        "QUILLSPACE_HOME": str(made.home),
        "QUILLSPACE_PORT": str(port),
        "QUILLSPACE_APP_UPSTREAM": f"127.0.0.1:{port}",
        "QUILLSPACE_APP_TLS_PORT": str(app_tls),
        "QUILLSPACE_SITES_PORT": str(sites),
        "QUILLSPACE_SITES_TLS_PORT": str(sites_tls),
        "QUILLSPACE_EDGE_HOME": str(made.home / "edge"),
        "QUILLSPACE_EDGE_PORT": str(edge),
        "QUILLSPACE_CADDY_ADMIN": str(made.home / "caddy.sock"),
        "SMTP_URL": f"smtp://127.0.0.1:{mail}",
        # An address, because not every machine knows names below `localhost`.
        "APP_DOMAIN": "127.0.0.1",
        "SITES_DOMAIN": "sites.localhost",
    }
