"""The object store in a folder."""

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from app.adapters.object_store import FolderStore, open_store
from app.adapters.object_store.errors import Cause, StoreError

ADA = UUID("10000000-0000-4000-8000-000000000001")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """An empty store."""
    return FolderStore.at(str(tmp_path / "objects"))


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_storing_an_existing_file_changes_nothing(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    before = store.local_path(ADA, sha(b"words")).stat()
    assert store.put_if_absent(ADA, sha(b"words"), b"words") is False
    after = store.local_path(ADA, sha(b"words")).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_only_one_of_many_concurrent_writers_stores_the_blob(store):
    data = os.urandom(100_000)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.put_if_absent(ADA, sha(data), data), range(40)))
    assert results.count(True) == 1
    assert [path.name for path in (store.root / f"t/{ADA}/blobs").iterdir()] == [sha(data)]


def test_each_blob_is_listed_once_and_partial_ones_are_not(store):
    for data in (b"one", b"two", b"three"):
        store.put_if_absent(ADA, sha(data), data)
    (store.root / f"t/{ADA}/blobs/.new-abc").write_bytes(b"half")
    assert {(blob.sha256, blob.size) for blob in store.list(ADA)} == {
        (sha(b"one"), 3),
        (sha(b"two"), 3),
        (sha(b"three"), 5),
    }


def test_a_failed_write_on_a_full_disk_leaves_nothing_behind(store, monkeypatch):
    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(StoreError, match="is full") as trouble:
        store.put_if_absent(ADA, sha(b"words"), b"words")
    assert trouble.value.cause is Cause.FULL
    assert list((store.root / f"t/{ADA}/blobs").iterdir()) == []


def test_leftovers_of_killed_writers_are_cleared_after_a_day(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    folder = store.root / f"t/{ADA}/blobs"
    (folder / ".new-old").write_bytes(b"half")
    os.utime(folder / ".new-old", (0, 0))
    (folder / ".new-fresh").write_bytes(b"half")
    assert store.clear_leftovers(ADA) == 1
    assert (folder / ".new-fresh").exists()
    assert store.exists(ADA, sha(b"words"))


def test_leftovers_of_other_tenants_stay(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    (store.root / f"t/{ADA}/blobs/.new-old").write_bytes(b"half")
    os.utime(store.root / f"t/{ADA}/blobs/.new-old", (0, 0))

    assert store.clear_leftovers(UUID(int=1)) == 0


def test_clearing_leftovers_tolerates_files_that_vanish(store):
    folder = store.root / f"t/{ADA}/blobs"
    folder.mkdir(parents=True)
    for number in range(300):
        (folder / f".new-{number}").symlink_to("nowhere")

    assert store.clear_leftovers(ADA) == 0


def test_open_store_accepts_a_folder_with_spaces(tmp_path):
    store = open_store(f"file://{tmp_path}/my%20objects")
    assert isinstance(store, FolderStore)
    assert store.root == tmp_path / "my objects"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "s3://",
        "s3://bucket/path",
        "s3://bucket?colour=red",
        "s3://bucket?attempts=x",
        "ftp://bucket",
        "file://host/path",
        "file:relative",
        "/var/objects",
    ],
)
def test_open_store_rejects_invalid_urls(url):
    with pytest.raises(ValueError, match="OBJECT_STORE_URL is"):
        open_store(url)
