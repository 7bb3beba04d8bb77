"""A place in a history, as an address carries it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import total_ordering
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_

from app.errors import Invalid

_MOST = 2**63 - 1


@total_ordering
@dataclass(frozen=True)
class Cursor:
    """By revision or by time, by what it is, by when, and by its id, so that no two places are the same."""

    position: int | datetime
    rank: int
    at: datetime
    id: UUID

    def __lt__(self, other: "Cursor") -> bool:
        return self._key() < other._key()

    def __str__(self) -> str:
        position = self.position.isoformat() if isinstance(self.position, datetime) else self.position
        return f"{position}_{self.rank}_{self.at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str, *, of_times: bool) -> Self | None:
        """The cursor that was written so; None for no text. Raises Invalid."""
        if not text:
            return None
        try:
            position, rank, at, key = text.split("_")
            place = _moment(position) if of_times else min(max(int(position), 0), _MOST)
            return cls(place, int(rank), _moment(at), UUID(key))
        except (ValueError, OverflowError):
            raise Invalid("We could not read that address. Please open the history again.") from None

    def comes_before(self, order: Any, at: Any, key: Any, rank: int) -> ColumnElement[bool]:
        """The condition for rows of a rank to come after this place in a list, which has the newest first."""
        if rank == self.rank:
            found: ColumnElement[bool] = tuple_(order, at, key) < (self.position, self.at, self.id)
            return found
        compared: ColumnElement[bool] = order <= self.position if rank < self.rank else order < self.position
        return compared

    def _key(self) -> tuple[Any, int, datetime, UUID]:
        return self.position, self.rank, self.at, self.id


def _moment(text: str) -> datetime:
    """A moment that can be compared with those of the database."""
    return datetime.fromisoformat(text).astimezone(UTC)
