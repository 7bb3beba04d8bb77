"""A build's manifest: which path shows which stored file. Written by a publish, read by every edge."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

VERSION = 1
SHA256 = re.compile(r"[0-9a-f]{64}")
"""A content hash as files are named by it."""
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Ready-made encodings of a file, and the ending that each has beside it."""
MAX_SEGMENT_BYTES = 200


class BadManifest(ValueError):
    """The bytes are not a manifest that may be laid out."""


@dataclass(frozen=True)
class StoredFile:
    """A stored file as part of a build; a small one may lie in a pack."""

    sha256: str
    size: int
    pack: str = ""
    offset: int = 0


@dataclass(frozen=True)
class BuildFile:
    """What one path shows: the file as it is, and encoded ahead of time."""

    plain: StoredFile
    encoded: Mapping[str, StoredFile] = field(default_factory=dict)

    def on_disk(self, path: str) -> Iterator[tuple[str, StoredFile]]:
        """Path and content of every file that an edge keeps for it."""
        yield path, self.plain
        for encoding, stored in self.encoded.items():
            yield path + ENCODINGS[encoding], stored


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One build. `pages` has the address of each page by its id."""

    tenant_id: UUID
    site_id: UUID
    build_id: UUID
    files: Mapping[str, BuildFile]
    pages: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The same bytes for the same build, whoever writes them."""
        return json.dumps(
            {
                "version": VERSION,
                "tenant": str(self.tenant_id),
                "site": str(self.site_id),
                "build": str(self.build_id),
                "files": {path: _file_to_json(each) for path, each in sorted(self.files.items())},
                **self._packs_to_json(),
                "pages": dict(sorted(self.pages.items())),
            },
            separators=(",", ":"),
        ).encode()

    def stored(self) -> Iterator[StoredFile]:
        """Every stored file that it names, also more than once."""
        for file in self.files.values():
            yield file.plain
            yield from file.encoded.values()

    def _packs_to_json(self) -> dict[str, Any]:
        """Of files in packs, which pack and where in it; nothing when there are none."""
        packed = {each.sha256: each for each in self.stored() if each.pack}
        packs = sorted({each.pack for each in packed.values()})
        numbers = {name: number for number, name in enumerate(packs)}
        places = {name: [numbers[each.pack], each.offset] for name, each in sorted(packed.items())}
        return {"packs": packs, "packed": places} if packs else {}

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest. Raises BadManifest, also for a path that leaves the build's folder."""
        try:
            content = json.loads(data)
            if content["version"] != VERSION:
                raise BadManifest(f"This manifest has version {content['version']!r}, we know {VERSION}.")
            packed = _packed_from_json(content)
            return cls(
                tenant_id=UUID(content["tenant"]),
                site_id=UUID(content["site"]),
                build_id=UUID(content["build"]),
                files={
                    check_path(path): _file_from_json(each, packed) for path, each in content["files"].items()
                },
                pages=content.get("pages", {}),
            )
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise BadManifest(f"This is not a manifest: {error!r}.") from error


def manifest_hash(data: bytes) -> str:
    """The hash that a build's row keeps of its manifest."""
    return hashlib.sha256(data).hexdigest()


def check_path(path: str) -> str:
    """The path again, if it stays below the build's folder. Raises BadManifest."""
    segments = path.split("/")
    if segments[0] != "" or len(segments) < 2 or not all(_is_plain(segment) for segment in segments[1:]):
        raise BadManifest(f"{path[:200]!r} is not a path below the build's folder.")
    return path


def _is_plain(segment: str) -> bool:
    return (
        segment not in {"", ".", ".."}
        and segment.isprintable()
        and "\\" not in segment
        and len(segment.encode()) <= MAX_SEGMENT_BYTES
    )


def _file_to_json(file: BuildFile) -> list[Any]:
    return [file.plain.sha256, file.plain.size, {key: [f.sha256, f.size] for key, f in file.encoded.items()}]


def _packed_from_json(content: dict[str, Any]) -> dict[str, tuple[str, int]]:
    packs = content.get("packs", [])
    for name in packs:
        _check_hash(name)
    places = content.get("packed", {})
    if any(number < 0 or number >= len(packs) or offset < 0 for number, offset in places.values()):
        raise BadManifest("A file lies outside of its pack.")
    return {name: (packs[number], offset) for name, (number, offset) in places.items()}


def _file_from_json(content: list[Any], packed: Mapping[str, tuple[str, int]]) -> BuildFile:
    sha256, size, encoded = content
    return BuildFile(
        plain=_stored(sha256, size, packed),
        encoded={
            key: _stored(value[0], value[1], packed) for key, value in encoded.items() if key in ENCODINGS
        },
    )


def _stored(sha256: str, size: int, packed: Mapping[str, tuple[str, int]]) -> StoredFile:
    _check_hash(sha256)
    return StoredFile(sha256, int(size), *packed.get(sha256, ()))


def _check_hash(sha256: str) -> None:
    if not SHA256.fullmatch(sha256):
        raise BadManifest(f"{sha256[:80]!r} is not a SHA-256.")
