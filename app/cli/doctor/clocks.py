"""Compares the clocks of the services with that of this machine."""

import http.client
import time
from collections.abc import Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

import psycopg
import redis

from app.cli.doctor.finding import Finding, bad, good
from app.config import Config

MAX_OFF = 30.0
SECONDS = 3


def check_clocks(config: Config) -> Finding:
    """Check that no clock differs by more than half a minute: leases, links and releases compare times."""
    clocks: dict[str, Callable[[Config], float | None]] = {
        "PostgreSQL": read_database,
        "Valkey": read_queue,
        "the object store": read_store,
    }
    off: dict[str, float] = {}
    for name, read in clocks.items():
        with suppress(OSError, psycopg.Error, redis.RedisError, http.client.HTTPException):
            before = time.time()
            shown = read(config)
            if shown is not None:
                off[name] = shown - (before + time.time()) / 2
    wrong = {name: seconds for name, seconds in off.items() if abs(seconds) > MAX_OFF}
    if wrong:
        name, seconds = next(iter(wrong.items()))
        which = "ahead of" if seconds > 0 else "behind"
        return bad(
            "clocks",
            f"the clock of {name} is {abs(seconds):.0f} s {which} this machine’s",
            "Synchronise the clocks of all machines with NTP.",
        )
    return good("clocks", f"{', '.join(off) or 'nothing'} compared, all within {MAX_OFF:g} s")


def read_database(config: Config) -> float | None:
    """Return PostgreSQL's time."""
    address = config.database_url or config.database_edge_url
    if not address:
        return None
    with psycopg.connect(address, connect_timeout=SECONDS, autocommit=True) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float").fetchone()
    return float(row[0]) if row else None


def read_queue(config: Config) -> float | None:
    """Return Valkey's time."""
    if not config.redis_url:
        return None
    with redis.Redis.from_url(
        config.redis_url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS
    ) as connection:
        seconds, millionths = connection.time()
    return float(seconds) + float(millionths) / 1e6


def read_store(config: Config) -> float | None:
    """Return the time in the `Date` header of the bucket's server."""
    endpoint = dict(parse_qsl(urlsplit(config.object_store_url).query)).get("endpoint", "")
    parts = urlsplit(endpoint)
    if not parts.hostname:
        return None
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=SECONDS)
    try:
        connection.request("HEAD", "/")
        date = connection.getresponse().getheader("Date")
    finally:
        connection.close()
    return parsedate_to_datetime(date).timestamp() if date else None
