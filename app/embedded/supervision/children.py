"""The programs that make up QuillSpace on one machine, in start order."""

import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.config import Config
from app.embedded.folders import socket_folder
from app.embedded.supervision import environment
from app.embedded.supervision.processes import Program

ROOT = Path(__file__).parents[3]
CADDYFILE = ROOT / "caddy" / "Caddyfile"
# The first worker never runs long jobs such as large builds and link checks. The second gives mail priority over
# publications, so that publications waiting for the object store do not delay mail.
WORKERS = ("publishing,media,mail", "mail,publishing,media,large-builds,default")
MAX_CONNECTIONS = 4096
"""Connections that the web server accepts and receives requests from; only complete requests occupy a thread."""
HEAD_MILLISECONDS = 10_000
"""How long the head of a request may take, and how long a connection may be idle before it."""
# Background processes have lower priority than interactive requests.
BACKGROUND_NICENESS = 5


def programs(config: Config, environ: Mapping[str, str]) -> list[Program]:
    """Return all programs except the data services."""
    relay = _python("relay", "app.cli", ["relay"], environ, environment.RELAY)
    workers = [
        _python(f"worker-{number}", "app.cli", ["worker", "--queues", queues], environ, environment.WORKER)
        for number, queues in enumerate(WORKERS, start=1)
    ]
    return [
        _web(config, environ),
        _python("edge", "app.edge", [], environ, environment.EDGE),
        _caddy(config, environ),
        *(replace(program, niceness=BACKGROUND_NICENESS) for program in (relay, *workers)),
    ]


def migration(environ: Mapping[str, str], *, with_demo: bool) -> Program:
    """Return the program that migrates the schema and exits, the only one with the owner's login."""
    arguments = ["migrate", "--demo"] if with_demo else ["migrate"]
    return _python("migrate", "app.cli", arguments, environ, environment.MIGRATE)


def caddy_program() -> Path:
    """Return the path of Caddy, which is installed from a wheel."""
    return Path(sysconfig.get_path("scripts")) / "caddy"


def caddy_environment(config: Config) -> dict[str, str]:
    """Return the environment variables for Caddy, most of which caddy/Caddyfile reads."""
    state = config.home / "caddy"
    return {
        "QUILLSPACE_APP_UPSTREAM": f"127.0.0.1:{config.port}",
        "QUILLSPACE_SITES_PORT": str(config.sites_port),
        "QUILLSPACE_SITES_TLS_PORT": str(config.sites_tls_port),
        "QUILLSPACE_EDGE_HOME": str(config.edge_home),
        "QUILLSPACE_EDGE_PORT": str(config.edge_port),
        "QUILLSPACE_EDGE_KEY": config.edge_key,
        "QUILLSPACE_CADDY_ADMIN": str(socket_folder(config.home) / "caddy.sock"),
        "XDG_DATA_HOME": str(state),
        "XDG_CONFIG_HOME": str(state),
        # Caddy's heap is so small that Go would collect garbage constantly, taking a fifth of the CPU time per request.
        "GOGC": "400",
        "GOMEMLIMIT": "512MiB",
    }


def _python(
    name: str, module: str, arguments: Sequence[str], environ: Mapping[str, str], needed: Iterable[str]
) -> Program:
    command = [sys.executable, "-m", module, *arguments]
    return Program(name=name, command=command, environment=environment.restrict(environ, needed), folder=ROOT)


def web_command(config: Config) -> list[str]:
    """Return the command of the web server: one process with many threads, which share the cache of page trees."""
    options = {
        "--interface": "rsgi",
        "--loop": "uvloop",
        "--host": "127.0.0.1",
        "--port": str(config.port),
        "--workers": "1",
        "--backlog": str(MAX_CONNECTIONS),
        "--backpressure": str(MAX_CONNECTIONS),
        "--http1-header-read-timeout": str(HEAD_MILLISECONDS),
        "--workers-kill-timeout": "5s",
        "--log-level": "warning",
    }
    return [
        sys.executable,
        "-m",
        "granian",
        *(part for option in options.items() for part in option),
        "--respawn-failed-workers",
        "--working-dir",
        str(ROOT),
        "wsgi:server",
    ]


def _web(config: Config, environ: Mapping[str, str]) -> Program:
    return Program(
        name="web",
        command=web_command(config),
        environment=environment.restrict(environ, environment.WEB),
        folder=ROOT,
    )


def _caddy(config: Config, environ: Mapping[str, str]) -> Program:
    for folder in (config.edge_home, config.home / "caddy"):
        folder.mkdir(parents=True, exist_ok=True)
    ours = {name: text for name, text in environ.items() if name.startswith("QUILLSPACE_") or name == "HOME"}
    return Program(
        name="caddy",
        command=[str(caddy_program()), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
        environment={"PATH": os.defpath, **ours, **caddy_environment(config)},
        folder=CADDYFILE.parent,
    )
