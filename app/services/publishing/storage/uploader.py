"""Uploads a build's files and their encodings to the object store, named by content hash."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Self
from uuid import UUID

from app.adapters.object_store import ObjectKind, ObjectStore, Packed
from app.delivery.manifest import BuildFile, StoredFile
from app.services.publishing.builds import (
    Encoded,
    FileBatch,
    OutputFile,
    PictureLost,
    PlannedPicture,
    encode,
)

MAX_WAITING = 200
"""Maximum number of files waiting while others are being stored; large batches cost less per file."""

CHECKED = 50
"""Number of files checked per request to the store; each request counts as progress."""


class FilesMissing(Exception):
    """The store lost files that were just stored."""


class Uploader:
    """Encodes and stores the files of one build in background threads, a batch at a time."""

    def __init__(
        self,
        store: ObjectStore,
        tenant_id: UUID,
        announce: Callable[[Collection[str]], None],
        *,
        on_progress: Callable[[], None],
    ) -> None:
        self._store = store
        self._tenant_id = tenant_id
        self._announce = announce
        self._on_progress = on_progress
        # Compression releases the GIL, and storing waits for the disk.
        self._encoders = ThreadPoolExecutor(2, thread_name_prefix="encode")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._batch: list[tuple[str, Future[Encoded]]] = []
        self._batches: list[Future[dict[str, BuildFile]]] = []
        self._packs: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for pool in (self._writer, self._encoders):
            pool.shutdown(cancel_futures=True)

    def add(self, batch: FileBatch) -> None:
        """Accept files, and start storing them unless earlier ones are still being stored.

        If MAX_WAITING files are waiting, blocks until the earlier ones are stored. Raises PictureLost.
        """
        for file in batch.files:
            self._batch.append((file.path, self._encoded(file)))
        self._check_pictures(batch.pictures)
        # There are few files other than pages, so finish() stores them.
        is_idle = all(sent.done() for sent in self._batches)
        if batch.pages and (is_idle or len(self._batch) >= MAX_WAITING):
            self._send()

    def _encoded(self, file: OutputFile) -> Future[Encoded]:
        if isinstance(file.content, bytes):
            return self._encoders.submit(encode, file.content, is_compressed=file.is_compressed)
        future: Future[Encoded] = Future()
        future.set_result(file.content)
        return future

    def _check_pictures(self, pictures: Sequence[tuple[PlannedPicture, StoredFile]]) -> None:
        lost = self._missing({stored.sha256: stored.size for _picture, stored in pictures})
        for picture, stored in pictures:
            if stored.sha256 in lost:
                raise PictureLost(picture.name)

    def _send(self) -> None:
        earlier = list(self._batches)
        self._batches.append(self._writer.submit(self._put, self._batch))
        self._batch = []
        for batch in earlier:
            batch.result()

    def finish(self) -> dict[str, BuildFile]:
        """Store the remaining files, check that none is missing, and return them by path. Raises FilesMissing."""
        self._send()
        files = {path: file for batch in self._batches for path, file in batch.result().items()}
        stored = [each for file in files.values() for each in (file.plain, *file.encoded.values())]
        blobs = {each.sha256: each.size for each in stored if not each.pack}
        missing = self._missing(blobs) | self._missing(self._packs, kind=ObjectKind.PACKS)
        if missing:
            raise FilesMissing(*sorted(missing)[:5])
        return files

    def _missing(self, sizes: Mapping[str, int], *, kind: ObjectKind = ObjectKind.BLOBS) -> set[str]:
        missing: set[str] = set()
        names = list(sizes)
        for start in range(0, len(names), CHECKED):
            some = {name: sizes[name] for name in names[start : start + CHECKED]}
            missing |= self._store.missing(self._tenant_id, some, kind=kind)
            self._on_progress()
        return missing

    def _put(self, batch: Sequence[tuple[str, Future[Encoded]]]) -> dict[str, BuildFile]:
        encoded = {path: future.result() for path, future in batch}
        blobs = {sha256: data for each in encoded.values() for sha256, data in each.blobs.items()}
        places = self._store.put_build(self._tenant_id, blobs, announce=self._announce)
        self._on_progress()
        for name, place in places.items():
            end = place.offset + len(blobs[name])
            self._packs[place.pack] = max(self._packs.get(place.pack, 0), end)
        return {path: _placed(each.file, places) for path, each in encoded.items()}


def _placed(file: BuildFile, places: Mapping[str, Packed]) -> BuildFile:
    """The file with its position in a pack, if it is in one."""

    def placed(stored: StoredFile) -> StoredFile:
        place = places.get(stored.sha256)
        return replace(stored, pack=place.pack, offset=place.offset) if place else stored

    return BuildFile(placed(file.plain), {name: placed(each) for name, each in file.encoded.items()})
