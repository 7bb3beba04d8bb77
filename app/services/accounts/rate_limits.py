"""Rate limits, counted in Valkey, or in this process while Valkey is unavailable."""

import hashlib
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from limits import RateLimitItem, RateLimitItemPerSecond, parse_many
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis import ConnectionPool
from redis.exceptions import RedisError

from app.errors import DomainError, TooMany
from app.extensions import config, redis

# The windows get longer to slow down repeated guessing, but nobody is locked out permanently.
LIMITS = {
    # A stranger uses up the limit of their own network, not that of the owner's network or browser.
    "sign-in from a known browser": "5/minute;10/15minute;20/2hour",
    "sign-in to an account from a network": "5/minute;10/15minute;20/2hour",
    "sign-in from a network": "30/minute;150/hour",
    "sign-in to an account": "60/15minute;300/day",
    # Shared by the networks that get one more try, or whoever has thousands of them could go on guessing.
    "last tries: sign-in to an account": "100/hour;500/day",
    "last tries: password for a site": "1000/hour",
    "current password for an account": "5/minute;10/15minute;20/2hour",
    "code for an account": "5/5minute;15/hour",
    # Whole schools and offices sign up from one address.
    "sign-up from a network": "60/minute;500/hour",
    "sign-up emails to an address from a network": "3/15minute;8/day",
    "sign-up emails to an address": "20/hour;60/day",
    "confirmation emails for an account": "3/15minute;8/day",
    "password resets for an account from a network": "3/15minute;8/day",
    "password resets from a network": "20/15minute",
    # Shorter than a link's lifetime, so that anybody who gets no email because of strangers already has one that works.
    "password reset emails to an address": "3/20minute",
    "unlocks from a network": "60/minute",
    "password for a site from a network": "10/minute;60/hour",
    "reader passwords from a network": "60/minute;300/hour",
    "password for a site": "120/minute;2000/hour",
    "search by staff": "60/minute",
    # Each one leaves a line in the history, even if a newer one replaces it at once.
    "publications of a site": "60/minute;600/hour;3000/day",
    "previews of a site": "60/minute;600/hour;3000/day",
}
_RETRY_AFTER_SECONDS = 5.0
ROUNDING_SECONDS = 1
"""Valkey rounds the rest of a window to whole seconds: who came back at once would be refused again."""


def consume_attempt(name: str, key: str) -> None:
    """Count one attempt, and raise TooMany if it exceeds the limit.

    Counting comes first and is atomic, so concurrent attempts cannot exceed the limit together. An attempt that
    exceeds the limit of a short window does not count towards the longer ones.
    """
    for item in _items(name):
        if not _limiter().hit(item, name, _hashed_key(key)):
            raise _too_many(item, name, key)


def consume_shared_attempt(name: str, key: str, network: str) -> None:
    """Count one attempt against a limit that all networks share. Raises TooMany.

    A distributed attack may have used it up: a network that has not tried since then still gets one attempt an hour,
    as long as the networks that do so are not very many.
    """
    try:
        consume_attempt(name, key)
    except TooMany:
        is_first = is_first_attempt("last try", f"{name} {key} {network}", seconds=3600)
        if not (is_first and has_attempts_left(f"last tries: {name}", key)):
            raise


def has_attempts_left(name: str, key: str) -> bool:
    """Count one attempt; return whether it is within the limit."""
    try:
        consume_attempt(name, key)
    except TooMany:
        return False
    return True


def may_mail_about_sign_up(address: str, network: str) -> bool:
    """Count one email to an address that somebody in this network typed; return whether it may be sent."""
    return has_attempts_left("sign-up emails to an address from a network", f"{address} {network}") and (
        has_attempts_left("sign-up emails to an address", address)
    )


def refund_attempt(name: str, key: str) -> None:
    """Give back one counted attempt, for a limit that only failed attempts should use up."""
    for item in _items(name):
        expiry = item.get_expiry()
        _limiter().storage.incr(item.key_for(name, _hashed_key(key)), expiry, amount=-1)


@contextmanager
def guessing(*limits: tuple[str, str], shared: tuple[str, str, str] | None = None) -> Iterator[None]:
    """Count a guess against each limit, given as name and key, unless the block accepts the guess.

    `shared` is a limit for `consume_shared_attempt`, counted last. Raises TooMany instead of running the block if a
    limit is exceeded.
    """
    for name, key in limits:
        consume_attempt(name, key)
    if shared is not None:
        consume_shared_attempt(*shared)
        limits = (*limits, shared[:2])
    with _refunding(*limits):
        yield


@contextmanager
def _refunding(*limits: tuple[str, str]) -> Iterator[None]:
    """Give back a counted guess, unless the block rejects the guess with a DomainError."""
    is_refused = False
    try:
        yield
    except DomainError:
        is_refused = True
        raise
    finally:
        if not is_refused:
            for name, key in limits:
                refund_attempt(name, key)


def reset_attempts(name: str, key: str) -> None:
    """Reset the count."""
    for item in _items(name):
        _limiter().clear(item, name, _hashed_key(key))


def is_first_attempt(name: str, key: str, *, seconds: int) -> bool:
    """Count an attempt; return whether it is the first one in the current window of `seconds`."""
    return _limiter().hit(RateLimitItemPerSecond(1, seconds), name, _hashed_key(key))


def _too_many(item: RateLimitItem, name: str, key: str) -> TooMany:
    reset = _limiter().get_window_stats(item, name, _hashed_key(key)).reset_time
    wait = max(1, math.ceil(reset - time.time()))
    words = f"Too many attempts. Please wait {_duration_text(wait)} and try again."
    return TooMany(words, retry_after=wait + ROUNDING_SECONDS)


def _duration_text(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes <= 1:
        return "a minute"
    return f"{minutes} minutes" if seconds < 3600 else f"{math.ceil(minutes / 60)} hours"


@lru_cache(maxsize=32)
def _items(name: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(LIMITS[name]))


def _hashed_key(key: str) -> str:
    """Hash the key, so that Valkey stores no email or IP addresses."""
    return hashlib.sha256(f"{config().secret_key}:{key}".encode()).hexdigest()[:24]


def _limiter() -> FixedWindowRateLimiter:
    return _cached_limiter(id(redis()), config().redis_url)


@lru_cache(maxsize=2)
def _cached_limiter(_connection: int, url: str) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(
        _FallbackStorage(url.replace("unix://", "redis+unix://"), redis().connection_pool)
    )


class _FallbackStorage(Storage):
    """Counts in Valkey, falling back to memory while it is unavailable, so that users can still sign in."""

    STORAGE_SCHEME = None

    def __init__(self, uri: str, pool: ConnectionPool) -> None:
        super().__init__(uri)
        self._shared = RedisStorage(uri, connection_pool=pool)
        self._own = MemoryStorage()
        self._down_until = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return RedisError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return int(self._call("incr", key, expiry, amount=amount))

    def get(self, key: str) -> int:
        return int(self._call("get", key))

    def get_expiry(self, key: str) -> float:
        return float(self._call("get_expiry", key))

    def clear(self, key: str) -> None:
        self._call("clear", key)

    def check(self) -> bool:
        return bool(self._call("check"))

    def reset(self) -> int | None:
        return self._own.reset()

    def _call(self, question: str, *details: Any, **more: Any) -> Any:
        if time.monotonic() >= self._down_until:
            try:
                return getattr(self._shared, question)(*details, **more)
            except RedisError:
                self._down_until = time.monotonic() + _RETRY_AFTER_SECONDS
        return getattr(self._own, question)(*details, **more)
