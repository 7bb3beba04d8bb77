"""What every change sends along: the operation's own id, the burst it belongs to, what it was based on."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import request

from app.errors import Invalid

OWN_NAMES = frozenset(
    {"operation_id", "group_id", "client_id", "base_revision", "shown_revision"}
    | {"csrf_token", "selected", "also"}
)
"""Names in a request that are never names of fields."""


@dataclass(frozen=True, kw_only=True)
class Gesture:
    """One gesture of an author, as its request tells of it."""

    operation_id: UUID
    group_id: UUID | None
    base_revision: int | None


def read_gesture() -> Gesture:
    """Read the gesture of this request. Raises Invalid."""
    return Gesture(
        operation_id=_uuid("operation_id") or uuid4(),
        group_id=_uuid("group_id"),
        base_revision=_number("base_revision"),
    )


def read_values() -> dict[str, str]:
    """The field values of this request, by the paths of their inputs."""
    return {name: value for name, value in request.form.items() if name not in OWN_NAMES}


def _uuid(name: str) -> UUID | None:
    text = request.form.get(name, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("We could not read that change. Please try it again.") from None


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
