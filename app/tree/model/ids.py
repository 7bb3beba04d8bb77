"""Ids of new blocks, derived from the operation so that echo, retry and replay agree."""

import re
from collections.abc import Callable
from uuid import UUID, uuid5

# (type, path within the operation) -> id
MakeId = Callable[[str, str], str]

_UNSAFE = re.compile(r"[^\w-]+")


def ids_from(operation_id: UUID, *, start: str = "") -> MakeId:
    """A maker of ids for one operation; `start` keeps several inserts of one operation apart."""

    def make_id(type_: str, path: str) -> str:
        return f"{_UNSAFE.sub('-', type_)}-{uuid5(operation_id, start + path)}"

    return make_id
