"""Ids of new blocks, derived from the operation's id so that echo, retry and replay agree."""

import re
from collections.abc import Callable
from uuid import UUID, uuid5

# (type, path within the operation) -> id
MakeId = Callable[[str, str], str]

_UNSAFE = re.compile(r"[^\w-]+")


def id_factory(operation_id: UUID, *, prefix: str = "") -> MakeId:
    """A function that derives the ids of one operation; `prefix` separates several inserts of one operation."""

    def make_id(type_: str, path: str) -> str:
        return f"{_UNSAFE.sub('-', type_)}-{uuid5(operation_id, prefix + path)}"

    return make_id
