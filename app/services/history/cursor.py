"""The pagination cursor of a history, as passed in URLs."""

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
    """A position in the total order of entries: revision or time, then rank (kind of row), then time, then id."""

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
        """Parse a cursor; None for an empty string. Raises Invalid."""
        if not text:
            return None
        try:
            position, rank, at, key = text.split("_")
            place = _moment(position) if of_times else min(max(int(position), 0), _MOST)
            return cls(place, int(rank), _moment(at), UUID(key))
        except (ValueError, OverflowError):
            raise Invalid("This address isn’t complete. Please open the history again.") from None

    def comes_before(self, order: Any, at: Any, key: Any, rank: int) -> ColumnElement[bool]:
        """An SQL condition for rows of this rank that are older than the cursor."""
        if rank == self.rank:
            found: ColumnElement[bool] = tuple_(order, at, key) < (self.position, self.at, self.id)
            return found
        compared: ColumnElement[bool] = order <= self.position if rank < self.rank else order < self.position
        return compared

    def _key(self) -> tuple[Any, int, datetime, UUID]:
        return self.position, self.rank, self.at, self.id


def _moment(text: str) -> datetime:
    """Parse an ISO time as an aware UTC datetime."""
    return datetime.fromisoformat(text).astimezone(UTC)
