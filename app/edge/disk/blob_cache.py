"""A local cache of blobs from a remote object store, fetched with a few parallel requests."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from app.adapters.object_store import ObjectMissing, ObjectStore
from app.delivery.manifest import StoredFile
from app.edge.disk.atomic_files import TEMPORARY_PREFIX

PARALLEL_FETCHES = 8
GAP_BYTES = 32 * 1024
"""Parts of a pack that are at most this far apart are fetched with a single request."""
RANGE_BYTES = 4 * 1024 * 1024
GRACE_SECONDS = 900
"""Blobs younger than this are kept, because they may belong to a build that is being laid out."""


class CorruptBlob(ObjectMissing):
    """The blob's content does not match its hash."""


@dataclass(frozen=True)
class BlobCache:
    """Blobs stored at `blobs/<tenant>/<sha256>`, to which builds have hard links."""

    home: Path
    store: ObjectStore

    def path(self, tenant_id: UUID, sha256: str) -> Path:
        """Return the path of a cached blob."""
        return self.home / str(tenant_id) / sha256

    def fetch(self, tenant_id: UUID, wanted: Iterable[StoredFile]) -> None:
        """Fetch the blobs that are not cached yet. Raises ObjectMissing if a blob is missing or corrupt."""
        missing = {
            each.sha256: each for each in wanted if not _refresh(self.path(tenant_id, each.sha256), each.size)
        }
        if not missing:
            return
        (self.home / str(tenant_id)).mkdir(parents=True, exist_ok=True)
        tasks = [partial(self._fetch_run, tenant_id, run) for run in _runs(missing.values())]
        tasks += [partial(self._fetch_alone, tenant_id, each) for each in missing.values() if not each.pack]
        with ThreadPoolExecutor(PARALLEL_FETCHES, thread_name_prefix="fetch") as pool:
            waiting = [pool.submit(task) for task in tasks]
            try:
                for each in waiting:
                    each.result()
            finally:
                pool.shutdown(cancel_futures=True)

    def clear(self) -> None:
        """Remove blobs to which no build on this edge links."""
        old = time.time() - GRACE_SECONDS
        for blob in self.home.glob("*/*"):
            with suppress(FileNotFoundError):
                status = blob.stat()
                if status.st_nlink == 1 and status.st_mtime < old:
                    blob.unlink()

    def size(self) -> int:
        """Return the disk usage in bytes."""
        total = 0
        for folder in self.home.iterdir():
            with os.scandir(folder) as entries:
                for entry in entries:
                    # Files that are being fetched may be renamed concurrently.
                    with suppress(FileNotFoundError):
                        total += entry.stat().st_blocks * 512
        return total

    def _fetch_alone(self, tenant_id: UUID, file: StoredFile) -> None:
        with self.store.open(tenant_id, file.sha256) as source:
            self._write(tenant_id, file, source.read())

    def _fetch_run(self, tenant_id: UUID, run: Sequence[StoredFile]) -> None:
        first, last = run[0], run[-1]
        data = self.store.read_range(
            tenant_id, first.pack, first.offset, last.offset + last.size - first.offset
        )
        for each in run:
            start = each.offset - first.offset
            self._write(tenant_id, each, data[start : start + each.size])

    def _write(self, tenant_id: UUID, file: StoredFile, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise CorruptBlob(file.sha256)
        path = self.path(tenant_id, file.sha256)
        temporary = path.with_name(f"{TEMPORARY_PREFIX}{uuid4().hex}")
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _refresh(blob: Path, size: int) -> bool:
    """Return True if a blob is cached completely. Touch it, so that it is not cleared before a build links to it.

    After a power failure, a file may exist without its content.
    """
    try:
        os.utime(blob)
        return blob.stat().st_size == size
    except FileNotFoundError:
        return False


def _runs(files: Iterable[StoredFile]) -> Iterator[list[StoredFile]]:
    """Group packed files into runs that a single range request can fetch."""
    run: list[StoredFile] = []
    for each in sorted((file for file in files if file.pack), key=lambda file: (file.pack, file.offset)):
        if run and not _is_near(run, each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _is_near(run: Sequence[StoredFile], file: StoredFile) -> bool:
    end = run[-1].offset + run[-1].size
    return (
        file.pack == run[0].pack
        and file.offset - end <= GAP_BYTES
        and file.offset + file.size - run[0].offset <= RANGE_BYTES
    )
