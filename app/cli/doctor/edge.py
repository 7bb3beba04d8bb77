"""Checks for Caddy and the edge agent."""

import json
import socket
import subprocess

from app.cli.doctor.database import connect
from app.cli.doctor.finding import Finding, bad, good
from app.config import Config
from app.edge.state import read_edge_id
from app.embedded.supervision import children, health

OLD = 60
EDGES = """
SELECT id, name, extract(epoch FROM now() - heard_at)::float, extract(epoch FROM now() - behind_since)::float
FROM edges WHERE heard_at > now() - interval '1 day' ORDER BY name, id
"""


def check_caddyfile(config: Config) -> Finding:
    """Check that Caddy accepts its configuration."""
    caddy = str(children.caddy_program())
    done = subprocess.run(
        [caddy, "validate", "--config", str(children.CADDYFILE), "--adapter", "caddyfile"],
        env=children.caddy_environment(config),
        capture_output=True,
        text=True,
        check=False,
        cwd=children.CADDYFILE.parent,
        timeout=10,
    )
    if done.returncode:
        return bad(
            "caddyfile", done.stderr.strip().splitlines()[-1], f"Correct the error in {children.CADDYFILE}."
        )
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=False).stdout.split()
    return good("caddyfile", f"valid for Caddy {version[0] if version else 'of unknown version'}")


def check_caddy(config: Config) -> Finding:
    """Check that Caddy is listening on both of its ports."""
    ports = (config.sites_port, config.sites_tls_port)
    silent = [str(port) for port in ports if not _listens(port)]
    if silent:
        return bad(
            "caddy",
            f"nothing is listening on port {' or '.join(silent)}",
            "See log/caddy.log in QUILLSPACE_HOME.",
        )
    return good("caddy", f"listens on ports {ports[0]} and {ports[1]}")


def check_agent(config: Config) -> Finding:
    """Check that the edge agent responds and is connected to the database."""
    status, body = health.fetch(config.edge_port, "/healthz")
    if status != 200:
        return bad(
            "edge agent",
            f"no response on port {config.edge_port}",
            "Published sites stay up, but changes no longer reach readers. See log/edge.log in QUILLSPACE_HOME.",
        )
    facts = json.loads(body)
    heard = facts["database_heard"]
    summary = f"knows {facts['hosts']} hostnames"
    if heard is None or heard > OLD:
        since = "since it started" if heard is None else f"for {heard:.0f} s"
        return bad(
            "edge agent",
            f"{summary}, but has had no contact with the database {since}",
            "Check DATABASE_EDGE_URL.",
        )
    return good("edge agent", f"{summary}, last confirmed {heard:.0f} s ago")


def check_all_agents(config: Config) -> Finding:
    """Check the signs of life of the edges on all machines; that of this machine is checked by `check_agent`."""
    ours = read_edge_id(config.edge_home / "edge-id")
    with connect(config, "database_platform_url") as connection:
        edges = connection.execute(EDGES).fetchall()
    for edge_id, name, heard, behind in edges:
        if heard > OLD and edge_id != ours:
            advice = f"Start it, or see its log on {name}. If it is gone for good, this stops after a day."
            return bad("edges", f"the edge on {name} has not been heard from for {heard:.0f} s", advice)
        if heard <= OLD and (behind or 0) > OLD:
            advice = f"Its log on {name} says why: the object store, or its disk."
            summary = f"the edge on {name} has served an earlier build of some sites for {behind:.0f} s"
            return bad("edges", summary, advice)
    return good("edges", f"{len(edges)} known, all up to date")


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(2)
        return trial.connect_ex(("127.0.0.1", port)) == 0
