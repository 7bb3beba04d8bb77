"""Packs of small files: a single request stores hundreds of them, and a range request reads any one."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.adapters.object_store.contract import Packed

SMALL_BYTES = 512 * 1024
"""Larger files are stored as objects of their own."""
PACK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Pack:
    """One object that contains many files, with the position of each."""

    sha256: str
    data: bytes
    places: Mapping[str, Packed]


def pack(files: Mapping[str, bytes]) -> tuple[list[Pack], dict[str, bytes]]:
    """Combine small files into packs; also return the files to store as objects of their own."""
    small = {name: data for name, data in files.items() if len(data) <= SMALL_BYTES}
    alone = {name: data for name, data in files.items() if name not in small}
    packs = []
    for group in _groups(small):
        if len(group) == 1:
            alone |= group
        else:
            packs.append(_make(group))
    return packs, alone


def _groups(small: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    group: dict[str, bytes] = {}
    size = 0
    for name, data in small.items():
        if group and size + len(data) > PACK_BYTES:
            yield group
            group, size = {}, 0
        group[name] = data
        size += len(data)
    if group:
        yield group


def _make(group: Mapping[str, bytes]) -> Pack:
    data = b"".join(group.values())
    sha256 = hashlib.sha256(data).hexdigest()
    places, offset = {}, 0
    for name, part in group.items():
        places[name] = Packed(sha256, offset)
        offset += len(part)
    return Pack(sha256, data, places)
