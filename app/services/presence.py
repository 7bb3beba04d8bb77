"""Who has a page open and where they are on it, and how far the page has come.

Kept in Valkey alone, and only while people look: what it does not know, PostgreSQL is asked, and nothing
is lost when it forgets. One question costs one round trip.
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

Answer = TypeVar("Answer")

REVISION_KEPT = 30
"""Seconds that Valkey is believed about a page's revision: as long as one that it missed may stay unnoticed."""

HERE_FOR, AWAY_FOR = 12, 50
"""Seconds after which somebody is gone who says no more: with the tab before their eyes, and with it hidden."""

LEFT_ALONE = 5.0
"""Seconds for which Valkey is not asked again once it did not answer."""

MOST_PEOPLE = 50
MOST_TABS = 20
"""Of one person on one page: a tab beyond these takes the place of another."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One open editor: whose, of which page, in which tab."""

    tenant_id: UUID
    page_id: UUID
    user_id: str
    name: str
    client_id: str

    @property
    def key(self) -> str:
        """The tab among all that have the page open. Nobody can take another person's."""
        return f"{self.user_id} {self.client_id}"


@dataclass(frozen=True, kw_only=True)
class Present:
    """Somebody else who has the page open, and the block that they have selected."""

    client_id: str
    user_id: str
    name: str
    block_id: str


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """How far a page has come and who else is there; `people` is None where nobody could say."""

    revision: int
    people: Sequence[Present] | None

    @property
    def who(self) -> str:
        """A short name for these people and their places: another one when anything about them changes."""
        if self.people is None:
            return "?"
        said = json.dumps([[one.client_id, one.name, one.block_id] for one in self.people])
        return blake2s(said.encode(), digest_size=6).hexdigest()


def note_revision(tenant_id: UUID, page_id: UUID, revision: int) -> None:
    """Tell those who have the page open that it has come this far. An earlier word that comes late changes nothing."""

    def note() -> None:
        key = _revision_key(tenant_id, page_id)
        pipeline = quick_redis().pipeline(transaction=False)
        pipeline.zadd(key, {"revision": revision}, gt=True)
        pipeline.expire(key, REVISION_KEPT)
        pipeline.execute()

    _asked(note)


def feel_pulse(seat: Seat, *, block_id: str | None = None, is_hidden: bool = False) -> Pulse:
    """How far the page has come and who else is there. With `block_id` ('' for none), also say where one is.

    Raises NotFound when the page is gone.
    """
    found = _asked(lambda: _ask(seat, block_id, is_hidden=is_hidden))
    revision, people = found if found is not None else (None, None)
    if revision is None:
        revision = _revision_of(seat)
        note_revision(seat.tenant_id, seat.page_id, revision)
    return Pulse(revision=revision, people=people)


def leave(seat: Seat) -> None:
    """Take one's name off the list."""
    _asked(lambda: quick_redis().hdel(_people_key(seat), seat.key))


def _ask(seat: Seat, block_id: str | None, *, is_hidden: bool) -> tuple[int | None, list[Present]]:
    now = time.time()
    pipeline = quick_redis().pipeline(transaction=False)
    if block_id is not None:
        until = int(now) + (AWAY_FOR if is_hidden else HERE_FOR)
        pipeline.hset(_people_key(seat), seat.key, json.dumps([until, seat.name, block_id]))
        pipeline.expire(_people_key(seat), AWAY_FOR)
    pipeline.zscore(_revision_key(seat.tenant_id, seat.page_id), "revision")
    pipeline.hgetall(_people_key(seat))
    *_, revision, entries = pipeline.execute()
    gone = [key for key, entry in entries.items() if json.loads(entry)[0] < now]
    gone += _too_many(seat, entries.keys() - set(gone))
    if gone:
        quick_redis().hdel(_people_key(seat), *gone)
    there = ((key, entry) for key, entry in entries.items() if key not in gone and key != seat.key.encode())
    return None if revision is None else int(revision), _people(there)


def _too_many(seat: Seat, keys: Iterable[bytes]) -> list[bytes]:
    own = [key for key in keys if key.startswith(f"{seat.user_id} ".encode()) and key != seat.key.encode()]
    return own[MOST_TABS - 1 :]


def _people(entries: Iterable[tuple[bytes, bytes]]) -> list[Present]:
    found = []
    for key, entry in entries:
        user_id, client_id = key.decode().split(" ")
        _until, name, block_id = json.loads(entry)
        found.append(Present(client_id=client_id, user_id=user_id, name=name, block_id=block_id))
    return sorted(found, key=lambda one: (one.name, one.client_id))[:MOST_PEOPLE]


def _revision_of(seat: Seat) -> int:
    query = select(Page.revision).where(Page.id == seat.page_id, Page.deleted_at.is_(None))
    with tenant_scope(seat.tenant_id), transaction() as session:
        revision = session.scalar(query)
    if revision is None:
        raise NotFound
    return revision


def _revision_key(tenant_id: UUID, page_id: UUID) -> str:
    return f"live:{tenant_id}:{page_id}:revision"


def _people_key(seat: Seat) -> str:
    return f"live:{seat.tenant_id}:{seat.page_id}:people"


class _Patience:
    """Until when Valkey is left alone, because it did not answer."""

    until = 0.0


def _asked(ask: Callable[[], Answer]) -> Answer | None:
    """What Valkey answers, or None where it is away: nobody waits for it then."""
    if time.monotonic() < _Patience.until:
        return None
    try:
        return ask()
    except RedisError:
        _Patience.until = time.monotonic() + LEFT_ALONE
        return None
