"""Presence: who has a page open, what they have selected, and the page's newest revision.

The data is stored only in Valkey and expires. A revision missing there is read from PostgreSQL, so losing the data
is harmless. A check-in normally takes one round trip.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import TypeVar
from uuid import UUID

from redis.exceptions import RedisError
from sqlalchemy import select

from app.errors import NotFound
from app.extensions import quick_redis
from app.models import Page
from app.tenancy import tenant_scope, transaction

Result = TypeVar("Result")

REVISION_TTL = 30
"""Seconds until a page's revision in Valkey expires: the longest that a missed update can go unnoticed."""

VISIBLE_TTL, HIDDEN_TTL = 12, 50
"""How many seconds after its last check-in a tab expires, if it is visible and if it is hidden."""

RETRY_AFTER = 5.0
"""Seconds after an error during which Valkey is not called."""

MAX_PEOPLE = 50
MAX_TABS = 20
"""Maximum number of tabs per user on one page; an additional tab replaces an existing entry."""


@dataclass(frozen=True, kw_only=True)
class EditorTab:
    """One open editor: user, page and browser tab."""

    tenant_id: UUID
    page_id: UUID
    user_id: str
    name: str
    client_id: str

    @property
    def key(self) -> str:
        """The tab's key within the page, prefixed with the user id so that users cannot use each other's keys."""
        return f"{self.user_id} {self.client_id}"


@dataclass(frozen=True, kw_only=True)
class Collaborator:
    """Another tab that has the page open, and its selected block."""

    client_id: str
    user_id: str
    name: str
    block_id: str


@dataclass(frozen=True, kw_only=True)
class PresenceReport:
    """A page's newest revision and the other tabs; `people` is None if Valkey is unavailable."""

    revision: int
    people: Sequence[Collaborator] | None

    @property
    def who(self) -> str:
        """A digest of the other tabs and their selections, to detect changes."""
        if self.people is None:
            return "?"
        digested = json.dumps([[one.client_id, one.name, one.block_id] for one in self.people])
        return blake2s(digested.encode(), digest_size=6).hexdigest()


def note_revision(tenant_id: UUID, page_id: UUID, revision: int) -> None:
    """Publish the page's newest revision to open editors. A lower revision arriving late is ignored."""

    def note() -> None:
        key = _revision_key(tenant_id, page_id)
        pipeline = quick_redis().pipeline(transaction=False)
        pipeline.zadd(key, {"revision": revision}, gt=True)
        pipeline.expire(key, REVISION_TTL)
        pipeline.execute()

    _call_valkey(note)


def check_in(tab: EditorTab, *, block_id: str | None = None, is_hidden: bool = False) -> PresenceReport:
    """Read the page's revision and the other tabs; with `block_id` ('' for none), also register this tab.

    Raises NotFound if the page is deleted.
    """
    found = _call_valkey(lambda: _exchange(tab, block_id, is_hidden=is_hidden))
    revision, people = found if found is not None else (None, None)
    if revision is None:
        revision = _revision_of(tab)
        note_revision(tab.tenant_id, tab.page_id, revision)
    return PresenceReport(revision=revision, people=people)


def leave(tab: EditorTab) -> None:
    """Remove this tab from the page."""
    _call_valkey(lambda: quick_redis().hdel(_people_key(tab), tab.key))


def _exchange(
    tab: EditorTab, block_id: str | None, *, is_hidden: bool
) -> tuple[int | None, list[Collaborator]]:
    now = time.time()
    pipeline = quick_redis().pipeline(transaction=False)
    if block_id is not None:
        until = int(now) + (HIDDEN_TTL if is_hidden else VISIBLE_TTL)
        pipeline.hset(_people_key(tab), tab.key, json.dumps([until, tab.name, block_id]))
        pipeline.expire(_people_key(tab), HIDDEN_TTL)
    pipeline.zscore(_revision_key(tab.tenant_id, tab.page_id), "revision")
    pipeline.hgetall(_people_key(tab))
    *_, revision, entries = pipeline.execute()
    gone = [key for key, entry in entries.items() if json.loads(entry)[0] < now]
    gone += _excess_tabs(tab, entries.keys() - set(gone))
    if gone:
        quick_redis().hdel(_people_key(tab), *gone)
    there = ((key, entry) for key, entry in entries.items() if key not in gone and key != tab.key.encode())
    return None if revision is None else int(revision), _people(there)


def _excess_tabs(tab: EditorTab, keys: Iterable[bytes]) -> list[bytes]:
    own = [key for key in keys if key.startswith(f"{tab.user_id} ".encode()) and key != tab.key.encode()]
    return own[MAX_TABS - 1 :]


def _people(entries: Iterable[tuple[bytes, bytes]]) -> list[Collaborator]:
    found = []
    for key, entry in entries:
        user_id, client_id = key.decode().split(" ")
        _until, name, block_id = json.loads(entry)
        found.append(Collaborator(client_id=client_id, user_id=user_id, name=name, block_id=block_id))
    return sorted(found, key=lambda one: (one.name, one.client_id))[:MAX_PEOPLE]


def _revision_of(tab: EditorTab) -> int:
    query = select(Page.revision).where(Page.id == tab.page_id, Page.deleted_at.is_(None))
    with tenant_scope(tab.tenant_id), transaction() as session:
        revision = session.scalar(query)
    if revision is None:
        raise NotFound
    return revision


def _revision_key(tenant_id: UUID, page_id: UUID) -> str:
    return f"live:{tenant_id}:{page_id}:revision"


def _people_key(tab: EditorTab) -> str:
    return f"live:{tab.tenant_id}:{tab.page_id}:people"


class _CircuitBreaker:
    """Holds the monotonic time until which Valkey is not called after an error."""

    until = 0.0


def _call_valkey(call: Callable[[], Result]) -> Result | None:
    """Call Valkey; return None if this call fails or one has failed within the last `RETRY_AFTER` seconds."""
    if time.monotonic() < _CircuitBreaker.until:
        return None
    try:
        return call()
    except RedisError:
        _CircuitBreaker.until = time.monotonic() + RETRY_AFTER
        return None
