"""Checks of what readers see: Caddy and the edge agent."""

import json
import socket
import subprocess

from app.cli.doctor.finding import Finding, bad, good
from app.config import Config
from app.embedded.supervision import children, health

OLD = 60


def check_caddyfile(config: Config) -> Finding:
    """Whether Caddy would take its configuration."""
    caddy = str(children.caddy_program())
    done = subprocess.run(
        [caddy, "validate", "--config", str(children.CADDYFILE), "--adapter", "caddyfile"],
        env=children.caddy_environment(config),
        capture_output=True,
        text=True,
        check=False,
        cwd=children.CADDYFILE.parent,
    )
    if done.returncode:
        return bad("caddyfile", done.stderr.strip().splitlines()[-1], f"Correct {children.CADDYFILE}.")
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=False).stdout.split()
    return good("caddyfile", f"valid for Caddy {version[0] if version else 'of unknown version'}")


def check_caddy(config: Config) -> Finding:
    """Whether readers reach Caddy on both of its ports."""
    ports = (config.sites_port, config.sites_tls_port)
    silent = [str(port) for port in ports if not _listens(port)]
    if silent:
        return bad(
            "caddy",
            f"nobody listens on port {' and '.join(silent)}",
            "See log/caddy.log below QUILLSPACE_HOME.",
        )
    return good("caddy", f"listens on ports {ports[0]} and {ports[1]}")


def check_agent(config: Config) -> Finding:
    """Whether the edge agent answers, and how old its knowledge is."""
    status, body = health.fetch(config.edge_port, "/healthz")
    if status != 200:
        return bad(
            "edge agent",
            f"does not answer on port {config.edge_port}",
            "Published pages are still served; new ones are not. See log/edge.log below QUILLSPACE_HOME.",
        )
    facts = json.loads(body)
    heard = facts["database_heard"]
    says = f"knows {facts['hosts']} names"
    if heard is None or heard > OLD:
        since = "since it started" if heard is None else f"for {heard:.0f} s"
        return bad(
            "edge agent", f"{says}, but has not heard the database {since}", "Check DATABASE_EDGE_URL."
        )
    return good("edge agent", f"{says}, confirmed {heard:.0f} s ago")


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(2)
        return trial.connect_ex(("127.0.0.1", port)) == 0
