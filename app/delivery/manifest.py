"""A build's manifest, which maps each path to a stored file. A publication writes it, and every edge reads it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

VERSION = 1
SHA256 = re.compile(r"[0-9a-f]{64}")
"""The content hash by which a stored file is named."""
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""The encodings in which files are precompressed, and the suffix for each."""
MAX_SEGMENT_BYTES = 200


class BadManifest(ValueError):
    """The bytes are not a valid manifest."""


@dataclass(frozen=True)
class StoredFile:
    """A stored file that belongs to a build. `pack` and `offset` locate a small file within a pack."""

    sha256: str
    size: int
    pack: str = ""
    offset: int = 0


@dataclass(frozen=True)
class BuildFile:
    """The file at one path, plain and precompressed."""

    plain: StoredFile
    encoded: Mapping[str, StoredFile] = field(default_factory=dict)

    def on_disk(self, path: str) -> Iterator[tuple[str, StoredFile]]:
        """Yield the path and the stored file of everything that an edge writes to disk for this file."""
        yield path, self.plain
        for encoding, stored in self.encoded.items():
            yield path + ENCODINGS[encoding], stored


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The contents of one build. `pages` maps page ids to paths."""

    tenant_id: UUID
    site_id: UUID
    build_id: UUID
    files: Mapping[str, BuildFile]
    pages: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Serialise deterministically: equal builds produce equal bytes."""
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
        """Yield every stored file that the build references, possibly more than once."""
        for file in self.files.values():
            yield file.plain
            yield from file.encoded.values()

    def _packs_to_json(self) -> dict[str, Any]:
        """Serialise the pack and offset of each packed file; empty if there are no packs."""
        packed = {each.sha256: each for each in self.stored() if each.pack}
        packs = sorted({each.pack for each in packed.values()})
        numbers = {name: number for number, name in enumerate(packs)}
        places = {name: [numbers[each.pack], each.offset] for name, each in sorted(packed.items())}
        return {"packs": packs, "packed": places} if packs else {}

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Parse a manifest. Raises BadManifest if it is malformed or has a path outside the build's folder."""
        try:
            content = json.loads(data)
            if content["version"] != VERSION:
                raise BadManifest(
                    f"Manifest version {content['version']!r} is not supported; expected {VERSION}."
                )
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
            raise BadManifest(f"Not a valid manifest: {error!r}.") from error


def manifest_hash(data: bytes) -> str:
    """Return the hash of a manifest, as stored in the build's row."""
    return hashlib.sha256(data).hexdigest()


def check_path(path: str) -> str:
    """Return the path if it stays within the build's folder. Raises BadManifest."""
    segments = path.split("/")
    if segments[0] != "" or len(segments) < 2 or not all(_is_plain(segment) for segment in segments[1:]):
        raise BadManifest(f"{path[:200]!r} is not a path within the build’s folder.")
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
        raise BadManifest("A packed file references an unknown pack or a negative offset.")
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
