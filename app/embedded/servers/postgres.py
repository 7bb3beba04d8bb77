"""PostgreSQL from the wheel: initialised on first use, listening only on a Unix socket, never run as root."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.embedded.folders import private_folder, write_private
from app.embedded.servers import addresses, system_user
from app.embedded.servers.system_user import Account
from app.embedded.supervision.processes import Program, stop_leftover_server

ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
# Tests do not need durability.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB")


@dataclass(frozen=True)
class Postgres:
    """The embedded server in one home folder."""

    home: Path
    is_fast: bool = False

    @property
    def admin_dsn(self) -> Path:
        """The file with the superuser's connection URL."""
        return self.home / "postgres" / "admin.dsn"

    def prepare(self) -> Program:
        """Initialise the data folder if necessary; return the program that runs the server. Raises RuntimeError."""
        private_folder(self.admin_dsn.parent)
        chosen = system_user.choose(self.home)
        password = addresses.read_or_make_password(self.admin_dsn)
        if not (chosen.data / "PG_VERSION").exists():
            _initialise(chosen, password)
        stop_leftover_server(chosen.data.resolve(), signal.SIGINT)
        (chosen.data / "postmaster.pid").unlink(missing_ok=True)
        addresses.write(self.admin_dsn, addresses.on_socket("postgres", password, chosen.sockets, "postgres"))
        return Program(
            name="postgres",
            command=[
                *chosen.prefix,
                str(chosen.binaries / "postgres"),
                "-D",
                str(chosen.data),
                *_options(chosen, is_fast=self.is_fast),
            ],
            environment=ENVIRONMENT,
            stop_signal=signal.SIGINT,
            stop_timeout=20,
            is_data_service=True,
        )

    @property
    def data(self) -> Path:
        """The data folder, or a link to it if a system user runs the server."""
        return self.home / "postgres" / "data"

    @property
    def address(self) -> str:
        """The superuser's connection URL."""
        return self.admin_dsn.read_text().strip()


def responds(address: str) -> bool:
    """Return True if the server at this URL accepts connections."""
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _options(chosen: Account, *, is_fast: bool) -> list[str]:
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={chosen.sockets}",
        "unix_socket_permissions=0700",
        "max_connections=120",
        "log_line_prefix=%m [%p] %q%u ",
        # Errors of statements are logged by whoever sent them, without the values that PostgreSQL would repeat.
        "log_min_messages=log",
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        *(FAST if is_fast else ()),
    ]
    return [part for setting in settings for part in ("-c", setting)]


def _initialise(chosen: Account, password: str) -> None:
    """Run initdb in a temporary folder, then rename it, so that no incomplete folder is used. Raises RuntimeError."""
    fresh = chosen.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    secret = chosen.data.with_name("initial-password")
    write_private(secret, password)
    os.chown(secret, chosen.uid, chosen.gid)
    command = [
        *chosen.prefix,
        str(chosen.binaries / "initdb"),
        f"--pgdata={fresh}",
        "--username=postgres",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
    ]
    try:
        subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError as error:
        raise RuntimeError(
            f"PostgreSQL could not initialise its data folder {fresh}: {error.stderr.strip()}"
        ) from error
    finally:
        secret.unlink()
    fresh.rename(chosen.data)


def wait_for(address: str, *, seconds: float = 30) -> None:
    """Wait until the server accepts connections. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not responds(address):
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL is not responding.")
        time.sleep(0.05)
