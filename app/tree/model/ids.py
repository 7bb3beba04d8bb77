"""Derives the ids of new blocks from the operation's id, so that echoes, retries and replays agree."""

import re
from collections.abc import Callable
from uuid import UUID, uuid5

# (type, path within the operation) -> id
MakeId = Callable[[str, str], str]

_UNSAFE = re.compile(r"[^\w-]+")


def id_factory(operation_id: UUID, *, prefix: str = "") -> MakeId:
    """Return a function that derives ids for one operation; `prefix` tells its inserts apart."""

    def make_id(type_: str, path: str) -> str:
        return f"{_UNSAFE.sub('-', type_)}-{uuid5(operation_id, prefix + path)}"

    return make_id
