"""Files of builds on this edge's own disk, fetched from a store that is elsewhere: few requests, side by side."""

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
from app.edge.disk.atomic_files import ASIDE

AT_ONCE = 8
GAP_BYTES = 32 * 1024
"""Two wanted parts of a pack this near to each other come with one request."""
RANGE_BYTES = 4 * 1024 * 1024
YOUNG_SECONDS = 900
"""A file this new may belong to a build that is being laid out."""


class Damaged(ObjectMissing):
    """What the store gave is not what the manifest names."""


@dataclass(frozen=True)
class Cache:
    """`blobs/<tenant>/<sha256>`; a build has hard links to them."""

    home: Path
    store: ObjectStore

    def path(self, tenant_id: UUID, sha256: str) -> Path:
        """Where a file lies here, once it was fetched."""
        return self.home / str(tenant_id) / sha256

    def fetch(self, tenant_id: UUID, wanted: Iterable[StoredFile]) -> None:
        """Have all of these here. Raises ObjectMissing, also when one is damaged."""
        lacking = {
            each.sha256: each for each in wanted if not _renewed(self.path(tenant_id, each.sha256), each.size)
        }
        if not lacking:
            return
        (self.home / str(tenant_id)).mkdir(parents=True, exist_ok=True)
        tasks = [partial(self._fetch_run, tenant_id, run) for run in _runs(lacking.values())]
        tasks += [partial(self._fetch_alone, tenant_id, each) for each in lacking.values() if not each.pack]
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch") as pool:
            waiting = [pool.submit(task) for task in tasks]
            try:
                for each in waiting:
                    each.result()
            finally:
                pool.shutdown(cancel_futures=True)

    def clear(self) -> None:
        """Remove what no build here has any more."""
        old = time.time() - YOUNG_SECONDS
        for blob in self.home.glob("*/*"):
            with suppress(FileNotFoundError):
                status = blob.stat()
                if status.st_nlink == 1 and status.st_mtime < old:
                    blob.unlink()

    def size(self) -> int:
        """How many bytes of the disk it takes."""
        total = 0
        for folder in self.home.iterdir():
            with os.scandir(folder) as entries:
                for entry in entries:
                    # What is being fetched at this moment changes its name.
                    with suppress(FileNotFoundError):
                        total += entry.stat().st_blocks * 512
        return total

    def _fetch_alone(self, tenant_id: UUID, file: StoredFile) -> None:
        with self.store.open(tenant_id, file.sha256) as source:
            self._keep(tenant_id, file, source.read())

    def _fetch_run(self, tenant_id: UUID, run: Sequence[StoredFile]) -> None:
        first, last = run[0], run[-1]
        data = self.store.read_range(
            tenant_id, first.pack, first.offset, last.offset + last.size - first.offset
        )
        for each in run:
            start = each.offset - first.offset
            self._keep(tenant_id, each, data[start : start + each.size])

    def _keep(self, tenant_id: UUID, file: StoredFile, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Damaged(file.sha256)
        path = self.path(tenant_id, file.sha256)
        temporary = path.with_name(f"{ASIDE}{uuid4().hex}")
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _renewed(blob: Path, size: int) -> bool:
    """Whether a file is here, whole; it counts as new, so that nobody clears it before a build has its link.

    What a machine was writing when its power went can be there without its content.
    """
    try:
        os.utime(blob)
        return blob.stat().st_size == size
    except FileNotFoundError:
        return False


def _runs(files: Iterable[StoredFile]) -> Iterator[list[StoredFile]]:
    """Wanted parts of packs that lie near each other."""
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
