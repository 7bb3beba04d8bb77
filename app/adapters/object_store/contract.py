"""What every object store can do, and the one place where keys are formed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

SHA256 = re.compile(r"[0-9a-f]{64}")


class ObjectMissing(LookupError):
    """The store does not hold what was asked for."""


@dataclass(frozen=True)
class StoredBlob:
    """One stored file, as a listing shows it."""

    sha256: str
    size: int
    stored_at: datetime


class ObjectStore(Protocol):
    """Immutable blobs named by their SHA-256, and one manifest for each build."""

    def put_if_absent(self, tenant_id: UUID, sha256: str, data: bytes) -> bool:
        """Store a blob whole or not at all; False when it was there already."""

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs, each whole or not at all; quicker than one by one."""

    def open(self, tenant_id: UUID, sha256: str) -> BinaryIO:
        """Read a blob. Raises ObjectMissing."""

    def exists(self, tenant_id: UUID, sha256: str) -> bool:
        """Whether the blob is stored."""

    def list(self, tenant_id: UUID) -> Iterator[StoredBlob]:
        """All blobs of one tenant, in no order."""

    def delete(self, tenant_id: UUID, sha256: str) -> None:
        """Remove a blob; one that is gone already is fine."""

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest, after everything that it names."""

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """A build's manifest. Raises ObjectMissing."""

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Remove a manifest; one that is gone already is fine."""

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Where the blob lies on this machine, for hard links; None when it is elsewhere."""


def blobs_prefix(tenant_id: UUID) -> str:
    """Where a tenant's blobs are. Raises ValueError unless the tenant is a UUID."""
    return f"t/{_uuid(tenant_id)}/blobs"


def blob_key(tenant_id: UUID, sha256: str) -> str:
    """Key of a blob. Raises ValueError for anything but a lower-case SHA-256."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is not a SHA-256 in lower-case hexadecimal.")
    return f"{blobs_prefix(tenant_id)}/{sha256}"


def manifest_key(tenant_id: UUID, build_id: UUID) -> str:
    """Key of a build's manifest."""
    return f"t/{_uuid(tenant_id)}/builds/{_uuid(build_id)}.json"


def _uuid(value: UUID) -> UUID:
    if not isinstance(value, UUID):
        raise ValueError(f"{str(value)[:80]!r} is not a UUID.")  # noqa: TRY004 - one error for every bad key
    return value
