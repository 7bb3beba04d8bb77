"""What every object store can do, and the one place where keys are formed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from app.delivery.manifest import SHA256


class ObjectMissing(LookupError):
    """The store does not hold what was asked for."""


class Shelf(StrEnum):
    """Where files lie: each by itself, or many small ones of one build in a row."""

    BLOBS = "blobs"
    PACKS = "packs"


@dataclass(frozen=True)
class StoredBlob:
    """One stored file, as a listing shows it."""

    sha256: str
    size: int
    stored_at: datetime


@dataclass(frozen=True)
class StoredManifest:
    """One build's manifest, as a listing shows it."""

    build_id: UUID
    stored_at: datetime


@dataclass(frozen=True)
class Packed:
    """Where a file begins in a pack."""

    pack: str
    offset: int


Announce = Callable[[Collection[str]], None]


def nobody(_names: Collection[str]) -> None:
    """Nobody needs to know."""


class ObjectStore(Protocol):
    """Immutable files named by their SHA-256, and one manifest for each build.

    Whatever cannot be done raises StoreTrouble.
    """

    def put_if_absent(self, tenant_id: UUID, sha256: str, data: bytes, *, shelf: Shelf = Shelf.BLOBS) -> bool:
        """Store a file whole or not at all; False when it was there already."""

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs, each whole or not at all; quicker than one by one."""

    def put_build(
        self, tenant_id: UUID, files: Mapping[str, bytes], *, announce: Announce = nobody
    ) -> dict[str, Packed]:
        """Store the new files of a build in few requests; tells of those that went into a pack where they are.

        `announce` hears the names of what will be stored before anything is.
        """

    def open(self, tenant_id: UUID, sha256: str, *, shelf: Shelf = Shelf.BLOBS) -> BinaryIO:
        """Read a file. Raises ObjectMissing."""

    def read_range(self, tenant_id: UUID, pack: str, offset: int, size: int) -> bytes:
        """Read a part of a pack. Raises ObjectMissing."""

    def exists(self, tenant_id: UUID, sha256: str, *, shelf: Shelf = Shelf.BLOBS) -> bool:
        """Whether the file is stored."""

    def missing(self, tenant_id: UUID, sizes: Mapping[str, int], *, shelf: Shelf = Shelf.BLOBS) -> set[str]:
        """Those that are not stored, or not in this size."""

    def list(self, tenant_id: UUID, *, shelf: Shelf = Shelf.BLOBS) -> Iterator[StoredBlob]:
        """All files of one tenant, in no order."""

    def delete(self, tenant_id: UUID, *names: str, shelf: Shelf = Shelf.BLOBS) -> None:
        """Remove files; those that are gone already are fine."""

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest, after everything that it names."""

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """A build's manifest. Raises ObjectMissing."""

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Remove a manifest; one that is gone already is fine."""

    def list_manifests(self, tenant_id: UUID) -> Iterator[StoredManifest]:
        """All manifests of one tenant, in no order."""

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Where the blob lies on this machine, for hard links; None when it is elsewhere."""

    def check(self) -> None:
        """Look whether the store can be used."""


def shelf_prefix(tenant_id: UUID, shelf: Shelf = Shelf.BLOBS) -> str:
    """Where a tenant's files are. Raises ValueError unless the tenant is a UUID."""
    return f"t/{_uuid(tenant_id)}/{shelf}"


def file_key(tenant_id: UUID, sha256: str, shelf: Shelf = Shelf.BLOBS) -> str:
    """Key of a file. Raises ValueError for anything but a lower-case SHA-256."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is not a SHA-256 in lower-case hexadecimal.")
    return f"{shelf_prefix(tenant_id, shelf)}/{sha256}"


def manifest_key(tenant_id: UUID, build_id: UUID) -> str:
    """Key of a build's manifest."""
    return f"{manifest_prefix(tenant_id)}/{_uuid(build_id)}.json"


def manifest_prefix(tenant_id: UUID) -> str:
    """Where a tenant's manifests are."""
    return f"t/{_uuid(tenant_id)}/builds"


def build_of(name: str) -> UUID | None:
    """The build whose manifest is called so; None for files that are no manifest."""
    stem, dot, _ending = name.partition(".json")
    try:
        return UUID(stem) if dot and stem else None
    except ValueError:
        return None


def _uuid(value: UUID) -> UUID:
    if not isinstance(value, UUID):
        raise ValueError(f"{str(value)[:80]!r} is not a UUID.")  # noqa: TRY004 - one error for every bad key
    return value
