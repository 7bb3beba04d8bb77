"""The object store of one machine: a folder."""

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from app.adapters.object_store.contract import (
    SHA256,
    ObjectMissing,
    StoredBlob,
    blob_key,
    blobs_prefix,
    manifest_key,
)

READ_ONLY = 0o444
LEFTOVER_SECONDS = 24 * 3600


@dataclass(frozen=True)
class FolderStore:
    """Blobs as read-only files below `root`, each written aside, synced, then linked into place."""

    root: Path

    @classmethod
    def at(cls, path: str) -> "FolderStore":
        """Open the folder, making it on first use."""
        root = Path(path)
        root.mkdir(parents=True, exist_ok=True)
        return cls(root)

    def put_if_absent(self, tenant_id: UUID, sha256: str, data: bytes) -> bool:
        """Store a blob whole or not at all; False when it was there already."""
        target = self.root / blob_key(tenant_id, sha256)
        if target.exists():
            return False
        temporary = _write_aside(target, data)
        try:
            _sync(temporary)
            return _link(temporary, target)
        finally:
            temporary.unlink()

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs, each whole or not at all.

        All are written before the first is synced: one commit of the file system's journal serves them all.
        """
        written: list[tuple[Path, Path]] = []
        try:
            for sha256, data in blobs.items():
                target = self.root / blob_key(tenant_id, sha256)
                if not target.exists():
                    written.append((_write_aside(target, data), target))
            for temporary, _target in written:
                _sync(temporary)
            for temporary, target in written:
                _link(temporary, target)
        finally:
            for temporary, _target in written:
                temporary.unlink()

    def open(self, tenant_id: UUID, sha256: str) -> BinaryIO:
        """Read a blob. Raises ObjectMissing."""
        try:
            return (self.root / blob_key(tenant_id, sha256)).open("rb")
        except FileNotFoundError as error:
            raise ObjectMissing(sha256) from error

    def exists(self, tenant_id: UUID, sha256: str) -> bool:
        """Whether the blob is stored."""
        return (self.root / blob_key(tenant_id, sha256)).is_file()

    def list(self, tenant_id: UUID) -> Iterator[StoredBlob]:
        """All blobs of one tenant, in no order."""
        folder = self.root / blobs_prefix(tenant_id)
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            if SHA256.fullmatch(path.name):
                status = path.stat()
                yield StoredBlob(path.name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    def delete(self, tenant_id: UUID, sha256: str) -> None:
        """Remove a blob; one that is gone already is fine."""
        (self.root / blob_key(tenant_id, sha256)).unlink(missing_ok=True)

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest, after the names of the blobs reached the disk."""
        folder = self.root / blobs_prefix(tenant_id)
        if folder.is_dir():
            _sync(folder)
        target = self.root / manifest_key(tenant_id, build_id)
        temporary = _write_aside(target, data)
        _sync(temporary)
        temporary.replace(target)
        _sync(target.parent)

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """A build's manifest. Raises ObjectMissing."""
        try:
            return (self.root / manifest_key(tenant_id, build_id)).read_bytes()
        except FileNotFoundError as error:
            raise ObjectMissing(str(build_id)) from error

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Remove a manifest; one that is gone already is fine."""
        (self.root / manifest_key(tenant_id, build_id)).unlink(missing_ok=True)

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Where the blob lies on this machine."""
        return self.root / blob_key(tenant_id, sha256)

    def clear_leftovers(self) -> int:
        """Remove what writers that were killed left aside more than a day ago; tells how many."""
        stale = time.time() - LEFTOVER_SECONDS
        leftovers = [path for path in self.root.glob("t/*/*/.new-*") if path.stat().st_mtime < stale]
        for path in leftovers:
            path.unlink(missing_ok=True)
        return len(leftovers)


def _write_aside(target: Path, data: bytes | memoryview) -> Path:
    path = target.with_name(f".new-{uuid4().hex}")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, READ_ONLY)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, flags, READ_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _link(temporary: Path, target: Path) -> bool:
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    return True


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
