"""The interface that object stores implement, and the only place where keys are built."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from app.delivery.manifest import SHA256


class ObjectMissing(LookupError):
    """The store does not have the requested object."""


class ObjectKind(StrEnum):
    """How files are stored: each as an object of its own, or many of a build's small files in one pack."""

    BLOBS = "blobs"
    PACKS = "packs"


@dataclass(frozen=True)
class StoredBlob:
    """One stored file in a listing."""

    sha256: str
    size: int
    stored_at: datetime


@dataclass(frozen=True)
class StoredManifest:
    """One build's manifest in a listing."""

    build_id: UUID
    stored_at: datetime


@dataclass(frozen=True)
class Packed:
    """The position of a file in a pack."""

    pack: str
    offset: int


Announce = Callable[[Collection[str]], None]


def no_announcement(_names: Collection[str]) -> None:
    """Ignore the names of the objects to be stored."""


class ObjectStore(Protocol):
    """A store for immutable files named by their SHA-256, and for one manifest per build.

    Every method may raise StoreError.
    """

    def put_if_absent(
        self, tenant_id: UUID, sha256: str, data: bytes, *, kind: ObjectKind = ObjectKind.BLOBS
    ) -> bool:
        """Store a file atomically; return False if it already exists."""

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs, each atomically; this is faster than storing them one by one."""

    def put_build(
        self, tenant_id: UUID, files: Mapping[str, bytes], *, announce: Announce = no_announcement
    ) -> dict[str, Packed]:
        """Store the new files of a build in a few requests; return the positions of those stored in packs.

        `announce` is called with the names of all objects before any is stored.
        """

    def open(self, tenant_id: UUID, sha256: str, *, kind: ObjectKind = ObjectKind.BLOBS) -> BinaryIO:
        """Read a file. Raises ObjectMissing."""

    def read_range(self, tenant_id: UUID, pack: str, offset: int, size: int) -> bytes:
        """Read a part of a pack. Raises ObjectMissing."""

    def exists(self, tenant_id: UUID, sha256: str, *, kind: ObjectKind = ObjectKind.BLOBS) -> bool:
        """Return True if the file is stored."""

    def missing(
        self, tenant_id: UUID, sizes: Mapping[str, int], *, kind: ObjectKind = ObjectKind.BLOBS
    ) -> set[str]:
        """Return the names of files that are not stored or have a different size."""

    def list(self, tenant_id: UUID, *, kind: ObjectKind = ObjectKind.BLOBS) -> Iterator[StoredBlob]:
        """Yield all files of one tenant in no particular order."""

    def delete(self, tenant_id: UUID, *names: str, kind: ObjectKind = ObjectKind.BLOBS) -> None:
        """Delete files; those that do not exist are ignored."""

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest. All files that it references must already be stored."""

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """Read a build's manifest. Raises ObjectMissing."""

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Delete a manifest if it exists."""

    def list_manifests(self, tenant_id: UUID) -> Iterator[StoredManifest]:
        """Yield all manifests of one tenant in no particular order."""

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Return the blob's path on this machine, for hard links; None for a remote store."""

    def check(self) -> None:
        """Check that the store is usable."""


def files_prefix(tenant_id: UUID, kind: ObjectKind = ObjectKind.BLOBS) -> str:
    """Return the prefix of a tenant's files. Raises ValueError unless the tenant id is a UUID."""
    return f"t/{_uuid(tenant_id)}/{kind}"


def file_key(tenant_id: UUID, sha256: str, kind: ObjectKind = ObjectKind.BLOBS) -> str:
    """Return the key of a file. Raises ValueError for anything other than a lower-case SHA-256."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is not a SHA-256 in lower-case hexadecimal.")
    return f"{files_prefix(tenant_id, kind)}/{sha256}"


def manifest_key(tenant_id: UUID, build_id: UUID) -> str:
    """Return the key of a build's manifest."""
    return f"{manifest_prefix(tenant_id)}/{_uuid(build_id)}.json"


def manifest_prefix(tenant_id: UUID) -> str:
    """Return the prefix of a tenant's manifests."""
    return f"t/{_uuid(tenant_id)}/builds"


def build_of(name: str) -> UUID | None:
    """Return the build id in a manifest's file name; None for other files."""
    stem, dot, _ending = name.partition(".json")
    try:
        return UUID(stem) if dot and stem else None
    except ValueError:
        return None


def _uuid(value: UUID) -> UUID:
    if not isinstance(value, UUID):
        raise ValueError(f"{str(value)[:80]!r} is not a UUID.")  # noqa: TRY004 - one error for every bad key
    return value
