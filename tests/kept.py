"""Connections of this process that outlive a test: opening them takes longer than most tests do."""

import psycopg

from app import extensions
from app.config import Config
from app.extensions import Connections

_emptiers: dict[str, psycopg.Connection] = {}
_ours: list[Connections] = []


def emptier(url: str) -> psycopg.Connection:
    """A superuser's connection to this database, outside of any transaction."""
    if url not in _emptiers or _emptiers[url].closed:
        _emptiers[url] = psycopg.connect(url, autocommit=True)
    return _emptiers[url]


def connected(config: Config) -> Connections:
    """Connect the app's services; a test that connected them otherwise has ours closed, and gets new ones."""
    if not (_ours and _ours[0] is _current() and _ours[0].config == config):
        _ours[:] = [extensions.configure(config)]
    return _ours[0]


def close() -> None:
    """At the end of the run."""
    for connection in (*_emptiers.values(), *_ours):
        connection.close()
    _emptiers.clear()
    _ours.clear()


def _current() -> Connections | None:
    try:
        return extensions.connections()
    except RuntimeError:
        return None
