"""The process's database engines and Redis clients, created once from the settings."""

from dataclasses import dataclass, field
from functools import cached_property

import redis as redis_client
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection, Engine, create_engine, event, text

from app.config import Config

QUICK_TIMEOUT = 0.3
"""Timeout in seconds for optional calls that only save time."""


@dataclass
class Connections:
    """Lazily opened connections of one process."""

    config: Config
    pool_size: int = 10
    lock_seconds: int = 0
    """Lock timeout of statements in seconds; 0 for no limit."""
    _engines: dict[str, Engine] = field(default_factory=dict)

    def engine(self, url: str) -> Engine:
        """The pooled engine for this URL, cached."""
        if url not in self._engines:
            self._engines[url] = create_engine(
                _sqlalchemy_url(url),
                pool_size=self.pool_size,
                max_overflow=self.pool_size,
                pool_pre_ping=True,
                pool_recycle=1800,
            )
            if self.lock_seconds:
                event.listen(self._engines[url], "begin", self._limit_locks)
        return self._engines[url]

    @cached_property
    def redis(self) -> redis_client.Redis:
        """Redis client for the queue and the rate limits. Redis holds no data that must survive."""
        return redis_client.Redis.from_url(self.config.redis_url, socket_timeout=5, socket_connect_timeout=2)

    @cached_property
    def quick_redis(self) -> redis_client.Redis:
        """Redis client with a short timeout and no retries, for optional calls."""
        return redis_client.Redis.from_url(
            self.config.redis_url,
            socket_timeout=QUICK_TIMEOUT,
            socket_connect_timeout=QUICK_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )

    def _limit_locks(self, connection: Connection) -> None:
        limit = {"limit": f"{self.lock_seconds}s"}
        connection.execute(text("SELECT set_config('lock_timeout', :limit, true)"), limit)

    def close(self) -> None:
        """Close all connections."""
        for name in {"redis", "quick_redis"} & vars(self).keys():
            getattr(self, name).close()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


_current: Connections | None = None


def configure(config: Config, *, pool_size: int = 10, lock_seconds: int = 0) -> Connections:
    """Set this process's settings; closes earlier connections. `lock_seconds` is the lock timeout, 0 for none."""
    global _current  # noqa: PLW0603 - one set of connections per process is intended
    if _current is not None:
        _current.close()
    _current = Connections(config=config, pool_size=pool_size, lock_seconds=lock_seconds)
    return _current


def connections() -> Connections:
    """The connections of this process. Raises RuntimeError before `configure` was called."""
    if _current is None:
        raise RuntimeError("Call configure(config) before using the database or Redis.")
    return _current


def config() -> Config:
    """The settings of this process."""
    return connections().config


def engine() -> Engine:
    """The database as the app's role, which is subject to row-level security."""
    return connections().engine(config().database_url)


def platform_engine() -> Engine:
    """The database as the restricted cross-tenant role, for the relay, sweep, scheduler and operators."""
    return connections().engine(config().database_platform_url)


def redis() -> redis_client.Redis:
    """The Redis client of this process."""
    return connections().redis


def quick_redis() -> redis_client.Redis:
    """The Redis client with a short timeout, for optional calls."""
    return connections().quick_redis


def _sqlalchemy_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator:
        raise ValueError("The database address is missing; set DATABASE_URL or run `quillspace up` first.")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
