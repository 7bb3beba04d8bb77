"""Asks each part whether it answers."""

import http.client
from collections.abc import Callable

import psycopg

from app.config import Config

TIMEOUT = 5.0


def probes(config: Config) -> dict[str, Callable[[], bool]]:
    """One question for each part that has a port, under the part's name."""
    return {
        "web": lambda: status(config.port, "/healthz") == 200,
        "edge": lambda: status(config.edge_port, "/healthz") == 200,
        # Any answer will do: no site need be published yet.
        "caddy": lambda: status(config.sites_port, "/") > 0,
    }


def status(port: int, path: str) -> int:
    """Status of the answer on loopback, 0 when there is none."""
    return fetch(port, path)[0]


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of the answer on loopback, 0 and nothing when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def is_published(platform_url: str) -> bool:
    """Whether nothing waits to be published: after the first start the demo does."""
    query = "SELECT 1 FROM site_builds WHERE status IN ('pending', 'building') LIMIT 1"
    try:
        with psycopg.connect(platform_url, connect_timeout=3) as connection:
            return connection.execute(query).fetchone() is None
    except psycopg.OperationalError:
        return False
