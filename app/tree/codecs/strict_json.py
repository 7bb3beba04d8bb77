"""Strict reading of stored JSON: anything unexpected is UnreadableOperation."""

from collections.abc import Collection

from app.tree.model import Json, UnreadableOperation


def read_object(
    data: Json, *, required: Collection[str] | None = None, optional: Collection[str] = ()
) -> dict[str, Json]:
    """An object; with `required`, one that has these keys and no others but the optional ones."""
    if not isinstance(data, dict):
        raise UnreadableOperation
    if required is not None and not (set(required) <= data.keys() <= {*required, *optional}):
        raise UnreadableOperation
    return data


def read_list(data: Json) -> list[Json]:
    """A list."""
    if not isinstance(data, list):
        raise UnreadableOperation
    return data


def read_text(data: Json, *, may_be_empty: bool = False) -> str:
    """A text, not empty unless said."""
    if not isinstance(data, str) or not (data or may_be_empty):
        raise UnreadableOperation
    return data


def read_flag(data: Json) -> bool:
    """True or false."""
    if not isinstance(data, bool):
        raise UnreadableOperation
    return data
