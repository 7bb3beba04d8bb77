"""Files into the object store: by the hash of their content, ready-made encodings beside them."""

import gzip
import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self
from uuid import UUID

import brotli

from app.adapters.object_store import ObjectStore
from app.adapters.object_store.manifest import BuildFile, StoredFile

BROTLI_LEVEL = 5
GZIP_LEVEL = 6
WRITERS = 8
"""Threads: most of their time goes to waiting for the disk, and compression runs beside Python."""


class FilesMissing(Exception):
    """What was stored is not there: the store lost it."""


class Uploader:
    """Stores the files of one build in the background; what fails is raised by `wait` and `check`."""

    def __init__(self, store: ObjectStore, tenant_id: UUID) -> None:
        self._store = store
        self._tenant_id = tenant_id
        self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="store")
        self._files: dict[str, Future[BuildFile]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, path: str, data: bytes, *, encode: bool = True) -> None:
        """Store a file that the build shows at this path."""
        self._files[path] = self._pool.submit(self._store_file, data, encode=encode)

    def wait(self) -> None:
        """Until everything added so far is stored."""
        for future in self._files.values():
            future.result()

    def check(self) -> dict[str, BuildFile]:
        """All files, after a look whether the store has them. Raises FilesMissing."""
        files = {path: future.result() for path, future in self._files.items()}
        for path, file in files.items():
            for _name, stored in file.on_disk(path):
                if not self._store.exists(self._tenant_id, stored.sha256):
                    raise FilesMissing(path)
        return files

    def _store_file(self, data: bytes, *, encode: bool) -> BuildFile:
        if not encode:
            return BuildFile(self._put(data))
        return BuildFile(
            self._put(data),
            {
                "br": self._put(brotli.compress(data, quality=BROTLI_LEVEL)),
                "gzip": self._put(gzip.compress(data, GZIP_LEVEL, mtime=0)),
            },
        )

    def _put(self, data: bytes) -> StoredFile:
        sha256 = hashlib.sha256(data).hexdigest()
        self._store.put_if_absent(self._tenant_id, sha256, data)
        return StoredFile(sha256, len(data))
