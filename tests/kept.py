"""Database connections that all tests in this process share, because opening them takes longer than most tests."""

import psycopg

from app import extensions
from app.config import Config
from app.extensions import Connections

_emptiers: dict[str, psycopg.Connection] = {}
_ours: list[Connections] = []


def emptier(url: str) -> psycopg.Connection:
    """Return the superuser's autocommit connection to this database."""
    if url not in _emptiers or _emptiers[url].closed:
        _emptiers[url] = psycopg.connect(url, autocommit=True)
    return _emptiers[url]


def connected(config: Config) -> Connections:
    """Connect the application's services, or reuse the connections unless a test has replaced them."""
    if not (_ours and _ours[0] is _current() and _ours[0].config == config):
        _ours[:] = [extensions.configure(config)]
    return _ours[0]


def close() -> None:
    """Close all connections at the end of the run."""
    for connection in (*_emptiers.values(), *_ours):
        connection.close()
    _emptiers.clear()
    _ours.clear()


def _current() -> Connections | None:
    try:
        return extensions.connections()
    except RuntimeError:
        return None
