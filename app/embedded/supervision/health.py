"""Health checks for the running components."""

import http.client
from collections.abc import Callable

import psycopg

from app.config import Config

TIMEOUT = 5.0


def probes(config: Config) -> dict[str, Callable[[], bool]]:
    """Return a health check for each process that listens on a port."""
    return {
        "web": lambda: status(config.port, "/healthz") == 200,
        "edge": lambda: status(config.edge_port, "/healthz") == 200,
        # Any response counts, because there may be no published site yet.
        "caddy": lambda: status(config.sites_port, "/") > 0,
    }


def status(port: int, path: str) -> int:
    """Return the HTTP status of a request on loopback; 0 if there is no response."""
    return fetch(port, path)[0]


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """Return the HTTP status and body of a request on loopback; 0 and b"" if there is no response."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def is_published(platform_url: str) -> bool:
    """Return True if no publication is in progress. After the first start, the demo is being published."""
    query = "SELECT 1 FROM site_builds WHERE status IN ('pending', 'building') LIMIT 1"
    try:
        with psycopg.connect(platform_url, connect_timeout=3) as connection:
            return connection.execute(query).fetchone() is None
    except psycopg.OperationalError:
        return False
