"""The object store for a single machine: a folder."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from app.adapters.object_store.contract import (
    Announce,
    ObjectKind,
    ObjectMissing,
    Packed,
    StoredBlob,
    StoredManifest,
    build_of,
    file_key,
    files_prefix,
    manifest_key,
    manifest_prefix,
    no_announcement,
)
from app.adapters.object_store.errors import translated_errors
from app.delivery.manifest import SHA256

READ_ONLY = 0o444
LEFTOVER_SECONDS = 24 * 3600
SYNCS = 8
"""Number of files synced concurrently."""


@dataclass(frozen=True)
class FolderStore:
    """Stores blobs as read-only files in `root`; each is written to a temporary file, synced and linked into place."""

    root: Path

    @classmethod
    def at(cls, path: str) -> "FolderStore":
        """Open the folder, creating it on first use."""
        root = Path(path)
        root.mkdir(parents=True, exist_ok=True)
        return cls(root)

    def put_if_absent(
        self, tenant_id: UUID, sha256: str, data: bytes, *, kind: ObjectKind = ObjectKind.BLOBS
    ) -> bool:
        """Store a file atomically; return False if it already exists."""
        target = self.root / file_key(tenant_id, sha256, kind)
        if target.exists():
            return False
        with translated_errors(str(self.root)):
            temporary = _write_temporary(target, data)
            try:
                _sync(temporary)
                return _link(temporary, target)
            finally:
                temporary.unlink()

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs, each atomically.

        All are written before the first is synced, and they are synced concurrently, so that a single commit of
        the file system's journal covers many of them.
        """
        with translated_errors(str(self.root)):
            written: list[tuple[Path, Path]] = []
            try:
                for sha256, data in blobs.items():
                    target = self.root / file_key(tenant_id, sha256)
                    if not target.exists():
                        written.append((_write_temporary(target, data), target))
                _sync_all([temporary for temporary, _target in written])
                for temporary, target in written:
                    _link(temporary, target)
            finally:
                for temporary, _target in written:
                    temporary.unlink()

    def put_build(
        self, tenant_id: UUID, files: Mapping[str, bytes], *, announce: Announce = no_announcement
    ) -> dict[str, Packed]:
        """Store the new files of a build, without packs, so that edges on this machine can hard-link them."""
        announce(files)
        self.put_all(tenant_id, files)
        return {}

    def open(self, tenant_id: UUID, sha256: str, *, kind: ObjectKind = ObjectKind.BLOBS) -> BinaryIO:
        """Read a file. Raises ObjectMissing."""
        try:
            return (self.root / file_key(tenant_id, sha256, kind)).open("rb")
        except FileNotFoundError as error:
            raise ObjectMissing(sha256) from error

    def read_range(self, tenant_id: UUID, pack: str, offset: int, size: int) -> bytes:
        """Read a part of a pack. Raises ObjectMissing."""
        with self.open(tenant_id, pack, kind=ObjectKind.PACKS) as file:
            file.seek(offset)
            return file.read(size)

    def exists(self, tenant_id: UUID, sha256: str, *, kind: ObjectKind = ObjectKind.BLOBS) -> bool:
        """Return True if the file is stored."""
        return (self.root / file_key(tenant_id, sha256, kind)).is_file()

    def missing(
        self, tenant_id: UUID, sizes: Mapping[str, int], *, kind: ObjectKind = ObjectKind.BLOBS
    ) -> set[str]:
        """Return the names of files that are not stored or have a different size."""
        return {name for name, size in sizes.items() if self._size(tenant_id, name, kind) != size}

    def list(self, tenant_id: UUID, *, kind: ObjectKind = ObjectKind.BLOBS) -> Iterator[StoredBlob]:
        """Yield all files of one tenant in no particular order."""
        folder = self.root / files_prefix(tenant_id, kind)
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            # Another garbage collection may be deleting files at the same time.
            if SHA256.fullmatch(path.name) and (status := _status(path)):
                yield StoredBlob(path.name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    def delete(self, tenant_id: UUID, *names: str, kind: ObjectKind = ObjectKind.BLOBS) -> None:
        """Delete files; those that do not exist are ignored."""
        for name in names:
            (self.root / file_key(tenant_id, name, kind)).unlink(missing_ok=True)

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest, after syncing the folder of blobs."""
        folder = self.root / files_prefix(tenant_id)
        target = self.root / manifest_key(tenant_id, build_id)
        with translated_errors(str(self.root)):
            if folder.is_dir():
                _sync(folder)
            temporary = _write_temporary(target, data)
            try:
                _sync(temporary)
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
            _sync(target.parent)

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """Read a build's manifest. Raises ObjectMissing."""
        try:
            return (self.root / manifest_key(tenant_id, build_id)).read_bytes()
        except FileNotFoundError as error:
            raise ObjectMissing(str(build_id)) from error

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Delete a manifest if it exists."""
        (self.root / manifest_key(tenant_id, build_id)).unlink(missing_ok=True)

    def list_manifests(self, tenant_id: UUID) -> Iterator[StoredManifest]:
        """Yield all manifests of one tenant in no particular order."""
        folder = self.root / manifest_prefix(tenant_id)
        for path in folder.iterdir() if folder.is_dir() else ():
            build_id, status = build_of(path.name), _status(path)
            if build_id and status:
                yield StoredManifest(build_id, datetime.fromtimestamp(status.st_mtime, UTC))

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Return the blob's path."""
        return self.root / file_key(tenant_id, sha256)

    def check(self) -> None:
        """Check that the folder is writable."""
        with translated_errors(str(self.root)):
            _write_temporary(self.root / "check", b"").unlink()

    def _size(self, tenant_id: UUID, sha256: str, kind: ObjectKind) -> int | None:
        try:
            return os.stat(f"{self.root}/{file_key(tenant_id, sha256, kind)}").st_size  # noqa: PTH116 - one of thousands
        except FileNotFoundError:
            return None

    def clear_leftovers(self, tenant_id: UUID) -> int:
        """Delete one tenant's temporary files that killed writers left more than a day ago; return how many."""
        stale = time.time() - LEFTOVER_SECONDS
        aside = (self.root / manifest_prefix(tenant_id)).parent.glob("*/.new-*")
        # A running writer may be deleting its own file at the same time.
        leftovers = [path for path in aside if (status := _status(path)) and status.st_mtime < stale]
        for path in leftovers:
            path.unlink(missing_ok=True)
        return len(leftovers)


def _write_temporary(target: Path, data: bytes | memoryview) -> Path:
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


def _sync_all(paths: Sequence[Path]) -> None:
    def sync_some(some: Sequence[Path]) -> None:
        for path in some:
            _sync(path)

    with ThreadPoolExecutor(SYNCS) as syncs:
        list(syncs.map(sync_some, [paths[number::SYNCS] for number in range(min(SYNCS, len(paths)))]))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
