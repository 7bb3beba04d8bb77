"""Strict readers for stored JSON. All raise UnreadableOperation for unexpected input."""

from collections.abc import Collection

from app.tree.model import Json, UnreadableOperation


def read_object(
    data: Json, *, required: Collection[str] | None = None, optional: Collection[str] = ()
) -> dict[str, Json]:
    """Read an object. With `required`, it must have these keys and may also have the `optional` ones, but no others."""
    if not isinstance(data, dict):
        raise UnreadableOperation
    if required is not None and not (set(required) <= data.keys() <= {*required, *optional}):
        raise UnreadableOperation
    return data


def read_list(data: Json) -> list[Json]:
    """Read a list."""
    if not isinstance(data, list):
        raise UnreadableOperation
    return data


def read_text(data: Json, *, may_be_empty: bool = False) -> str:
    """Read a string, which must not be empty unless `may_be_empty`."""
    if not isinstance(data, str) or not (data or may_be_empty):
        raise UnreadableOperation
    return data


def read_flag(data: Json) -> bool:
    """Read a boolean."""
    if not isinstance(data, bool):
        raise UnreadableOperation
    return data
