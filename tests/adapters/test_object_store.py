"""The object store: whole files under hashes, never a key of a caller's making."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.adapters.object_store import FolderStore, ObjectMissing, open_store

ADA = UUID("10000000-0000-4000-8000-000000000001")
BOB = UUID("20000000-0000-4000-8000-000000000002")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """An empty store."""
    return FolderStore.at(str(tmp_path / "objects"))


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_put_then_open_gives_the_same_bytes(store):
    assert store.put_if_absent(ADA, sha(b"words"), b"words") is True
    with store.open(ADA, sha(b"words")) as file:
        assert file.read() == b"words"


def test_put_of_what_is_there_changes_nothing(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    before = store.local_path(ADA, sha(b"words")).stat()
    assert store.put_if_absent(ADA, sha(b"words"), b"words") is False
    after = store.local_path(ADA, sha(b"words")).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_one_of_many_writers_at_once_stores_the_blob(store):
    data = os.urandom(100_000)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.put_if_absent(ADA, sha(data), data), range(40)))
    assert results.count(True) == 1
    assert [path.name for path in (store.root / f"t/{ADA}/blobs").iterdir()] == [sha(data)]


def test_a_blob_of_another_tenant_is_missing(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    assert store.exists(BOB, sha(b"words")) is False
    assert list(store.list(BOB)) == []
    with pytest.raises(ObjectMissing):
        store.open(BOB, sha(b"words"))


def test_list_shows_each_blob_once_and_no_half_written_one(store):
    for data in (b"one", b"two", b"three"):
        store.put_if_absent(ADA, sha(data), data)
    (store.root / f"t/{ADA}/blobs/.new-abc").write_bytes(b"half")
    assert {(blob.sha256, blob.size) for blob in store.list(ADA)} == {
        (sha(b"one"), 3),
        (sha(b"two"), 3),
        (sha(b"three"), 5),
    }


def test_delete_removes_and_may_be_repeated(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    store.delete(ADA, sha(b"words"))
    store.delete(ADA, sha(b"words"))
    assert store.exists(ADA, sha(b"words")) is False


def test_a_manifest_is_read_back_and_replaced(store):
    build = uuid4()
    store.put_manifest(ADA, build, b"first")
    store.put_manifest(ADA, build, b"second")
    assert store.read_manifest(ADA, build) == b"second"
    store.delete_manifest(ADA, build)
    with pytest.raises(ObjectMissing):
        store.read_manifest(ADA, build)


@pytest.mark.parametrize("name", ["", "../x", "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "/etc/passwd"])
def test_a_name_that_is_no_hash_is_refused(store, name):
    with pytest.raises(ValueError, match="SHA-256"):
        store.put_if_absent(ADA, name, b"words")
    with pytest.raises(ValueError, match="SHA-256"):
        store.open(ADA, name)


@pytest.mark.parametrize("tenant", ["..", "", None, str(ADA)])
def test_a_tenant_that_is_no_uuid_is_refused(store, tenant):
    with pytest.raises(ValueError, match="UUID"):
        store.exists(tenant, sha(b"words"))
    with pytest.raises(ValueError, match="UUID"):
        store.read_manifest(ADA, tenant)


def test_a_full_disk_leaves_nothing_behind(store, monkeypatch):
    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        store.put_if_absent(ADA, sha(b"words"), b"words")
    assert list((store.root / f"t/{ADA}/blobs").iterdir()) == []


def test_leftovers_of_killed_writers_are_cleared_after_a_day(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    folder = store.root / f"t/{ADA}/blobs"
    (folder / ".new-old").write_bytes(b"half")
    os.utime(folder / ".new-old", (0, 0))
    (folder / ".new-fresh").write_bytes(b"half")
    assert store.clear_leftovers() == 1
    assert (folder / ".new-fresh").exists()
    assert store.exists(ADA, sha(b"words"))


def test_open_store_takes_a_folder_with_spaces(tmp_path):
    store = open_store(f"file://{tmp_path}/my%20objects")
    assert isinstance(store, FolderStore)
    assert store.root == tmp_path / "my objects"


@pytest.mark.parametrize("url", ["", "s3://bucket", "file://host/path", "file:relative", "/var/objects"])
def test_open_store_says_what_is_wrong(url):
    with pytest.raises(ValueError, match="OBJECT_STORE_URL is"):
        open_store(url)
