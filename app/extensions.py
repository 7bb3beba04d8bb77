"""The process's database engines and Redis clients, created once from the settings."""

import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from weakref import WeakKeyDictionary

import redis as redis_client
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from app.config import Config
from app.database_logins import check_opened

QUICK_TIMEOUT = 0.3
"""The timeout in seconds for optional calls, which only save time."""

CONNECT_SECONDS = 5
"""The timeout for connecting to PostgreSQL; `connect_timeout` in a URL takes precedence."""

LONG_IDLE = 30.0
"""Idle seconds after which a pooled connection is tested before use, because a firewall may have dropped it."""

MAX_TRANSACTION_IDLE = 30
"""Seconds after which PostgreSQL ends an idle transaction, so that a frozen process does not keep holding locks.

When psycopg leaves a pipeline, it may send a flush request, which disarms this timeout until the next statement;
`MAX_TRANSACTION` still limits such a transaction.
"""
MAX_TRANSACTION = 600
"""The maximum duration of any transaction in seconds, on PostgreSQL 17 and newer."""
HAS_TRANSACTION_TIMEOUT = 170000
"""The first PostgreSQL version with `transaction_timeout`, in libpq's format."""

IDLE_SINCE = "idle since"


@dataclass
class Connections:
    """The connections of one process, opened on demand."""

    config: Config
    pool_size: int = 10
    lock_seconds: int = 0
    """The lock timeout for statements in seconds; 0 for no limit."""
    idle_seconds: int = MAX_TRANSACTION_IDLE
    """The idle timeout for transactions in seconds."""
    _engines: dict[str, Engine] = field(default_factory=dict)

    def engine(self, url: str) -> Engine:
        """Return the pooled engine for this URL, creating it on first use."""
        if url not in self._engines:
            self._engines[url] = create_engine(
                _sqlalchemy_url(url),
                pool_size=self.pool_size,
                max_overflow=self.pool_size,
                pool_recycle=1800,
                hide_parameters=True,
                connect_args={"connect_timeout": CONNECT_SECONDS},
            )
            self._listen(self._engines[url], url)
        return self._engines[url]

    @cached_property
    def redis(self) -> redis_client.Redis:
        """The Redis client for the queue and the rate limits. Nothing in Redis is irreplaceable."""
        return redis_client.Redis.from_url(self.config.redis_url, socket_timeout=5, socket_connect_timeout=2)

    @cached_property
    def quick_redis(self) -> redis_client.Redis:
        """The Redis client with a short timeout and no retries, for optional calls."""
        return redis_client.Redis.from_url(
            self.config.redis_url,
            socket_timeout=QUICK_TIMEOUT,
            socket_connect_timeout=QUICK_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )

    def _listen(self, engine: Engine, url: str) -> None:
        event.listen(engine, "connect", partial(self._prepare, url))
        event.listen(engine, "checkin", _note_idle)
        event.listen(engine, "checkout", partial(_refuse_dead, engine))
        event.listen(engine, "do_execute", _execute)
        event.listen(engine, "do_execute_no_params", _execute_plain)
        event.listen(engine, "do_executemany", _execute_many)
        if self.lock_seconds:
            event.listen(engine, "begin", self._limit_locks)

    def _prepare(self, url: str, connection: Any, _entry: ConnectionPoolEntry) -> None:
        """Set the session's timeouts, and examine its login: roles may have changed. Raises UnsafeLogin."""
        self._limit_transactions(connection)
        config = self.config
        addresses = {
            "DATABASE_URL": config.database_url,
            "DATABASE_PLATFORM_URL": config.database_platform_url,
        }
        check_opened(connection, [name for name, address in addresses.items() if address == url])

    def _limit_transactions(self, connection: Any) -> None:
        """Set the timeouts; `options` in the URL stay in effect."""
        limits = {"idle_in_transaction_session_timeout": f"{self.idle_seconds}s"}
        if connection.info.server_version >= HAS_TRANSACTION_TIMEOUT:
            limits["transaction_timeout"] = f"{MAX_TRANSACTION}s"
        with connection.pipeline():
            for name, limit in limits.items():
                connection.execute("SELECT set_config(%s, %s, false)", (name, limit))

    def _limit_locks(self, connection: Connection) -> None:
        send_ahead(connection, "SELECT set_config('lock_timeout', %s, true)", (f"{self.lock_seconds}s",))

    def close(self) -> None:
        """Close all connections."""
        for name in {"redis", "quick_redis"} & vars(self).keys():
            getattr(self, name).close()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


_ahead: WeakKeyDictionary[Connection, list[tuple[str, tuple[str, ...]]]] = WeakKeyDictionary()


def send_ahead(connection: Connection, statement: str, parameters: tuple[str, ...]) -> None:
    """Queue a statement whose result is not needed, to be sent together with the connection's next statement.

    This saves a round trip. If no other statement follows, the queued one never runs.
    """
    _ahead.setdefault(connection, []).append((statement, parameters))


def _execute(cursor: Any, statement: str, parameters: Any, context: ExecutionContext | None) -> bool:
    return _execute_after(context, cursor, lambda: cursor.execute(statement, parameters))


def _execute_plain(cursor: Any, statement: str, context: ExecutionContext | None) -> bool:
    return _execute_after(context, cursor, lambda: cursor.execute(statement))


def _execute_many(cursor: Any, statement: str, parameters: Any, context: ExecutionContext | None) -> bool:
    return _execute_after(context, cursor, lambda: cursor.executemany(statement, parameters))


def _execute_after(context: ExecutionContext | None, cursor: Any, execute: Callable[[], object]) -> bool:
    """Execute the queued statements, then this one. If none are queued, return False: SQLAlchemy then executes it."""
    waiting = _ahead.pop(context.root_connection, None) if context else None
    if not waiting:
        return False
    with cursor.connection.pipeline():
        for statement, parameters in waiting:
            cursor.connection.execute(statement, parameters)
        execute()
    return True


def _note_idle(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info[IDLE_SINCE] = time.monotonic()


def _refuse_dead(engine: Engine, connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Make the pool reconnect if the connection is dead. Takes a round trip only after a long idle time."""
    idle = time.monotonic() - entry.info.get(IDLE_SINCE, time.monotonic())
    if _has_ended(connection) or (idle > LONG_IDLE and not _responds(engine, connection)):
        raise DisconnectionError


def _has_ended(connection: Any) -> bool:
    """Return True if the connection is closed or has unread data, which means that the server is closing it."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _responds(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


_current: Connections | None = None


def configure(
    config: Config,
    *,
    pool_size: int = 10,
    lock_seconds: int = 0,
    idle_seconds: int = MAX_TRANSACTION_IDLE,
) -> Connections:
    """Set this process's settings and close earlier connections. The timeouts are those of `Connections`."""
    global _current  # noqa: PLW0603 - one set of connections per process is intended
    if _current is not None:
        _current.close()
    _current = Connections(
        config=config, pool_size=pool_size, lock_seconds=lock_seconds, idle_seconds=idle_seconds
    )
    return _current


def connections() -> Connections:
    """Return this process's connections. Raises RuntimeError if `configure` has not been called."""
    if _current is None:
        raise RuntimeError("Call configure(config) before using the database or Redis.")
    return _current


def config() -> Config:
    """Return this process's settings."""
    return connections().config


def engine() -> Engine:
    """Return the engine for the app's role, which is subject to row-level security."""
    return connections().engine(config().database_url)


def platform_engine() -> Engine:
    """Return the engine for the restricted cross-tenant role, used by the relay, sweep, scheduler and operators."""
    return connections().engine(config().database_platform_url)


def redis() -> redis_client.Redis:
    """Return this process's Redis client."""
    return connections().redis


def quick_redis() -> redis_client.Redis:
    """Return the Redis client with a short timeout, for optional calls."""
    return connections().quick_redis


def _sqlalchemy_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator:
        raise ValueError("The database URL is missing; set DATABASE_URL or run `quillspace up` first.")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
