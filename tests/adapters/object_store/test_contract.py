"""The contract of object stores, tested with a folder and with a bucket on a real S3 server."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from app.adapters.object_store import ObjectKind, ObjectMissing, ObjectStore, open_store

ADA = UUID("10000000-0000-4000-8000-000000000001")
BOB = UUID("20000000-0000-4000-8000-000000000002")


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path) -> ObjectStore:
    """An empty store."""
    if request.param == "folder":
        return open_store(f"file://{tmp_path}/objects")
    weed = request.getfixturevalue("weed")
    return open_store(weed.url(weed.make_bucket()))


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def named(*contents: bytes) -> dict[str, bytes]:
    return {sha(data): data for data in contents}


def read(store, tenant_id, files, places):
    """Read the contents of a build's files, packed or not."""
    found = {}
    for name, data in files.items():
        if place := places.get(name):
            found[name] = store.read_range(tenant_id, place.pack, place.offset, len(data))
        else:
            with store.open(tenant_id, name) as file:
                found[name] = file.read()
    return found


def test_put_then_open_gives_the_same_bytes(store):
    assert store.put_if_absent(ADA, sha(b"words"), b"words") is True
    with store.open(ADA, sha(b"words")) as file:
        assert file.read() == b"words"


def test_a_blob_of_another_tenant_is_missing(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    assert store.exists(BOB, sha(b"words")) is False
    assert list(store.list(BOB)) == []
    with pytest.raises(ObjectMissing):
        store.open(BOB, sha(b"words"))


def test_manifests_are_listed_per_tenant(store):
    builds = {uuid4() for _ in range(3)}
    for build in builds:
        store.put_manifest(ADA, build, b"{}")
    store.put_manifest(BOB, uuid4(), b"{}")

    assert {each.build_id for each in store.list_manifests(ADA)} == builds
    assert list(store.list_manifests(uuid4())) == []


def test_a_deleted_blob_is_missing_and_can_be_deleted_again(store):
    store.put_if_absent(ADA, sha(b"words"), b"words")
    store.delete(ADA, sha(b"words"))
    store.delete(ADA, sha(b"words"))
    assert store.exists(ADA, sha(b"words")) is False


def test_a_manifest_can_be_read_back_and_replaced(store):
    build = uuid4()
    store.put_manifest(ADA, build, b"first")
    store.put_manifest(ADA, build, b"second")
    assert store.read_manifest(ADA, build) == b"second"
    store.delete_manifest(ADA, build)
    with pytest.raises(ObjectMissing):
        store.read_manifest(ADA, build)


@pytest.mark.parametrize("name", ["", "../x", "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "/etc/passwd"])
def test_an_invalid_hash_is_rejected(store, name):
    with pytest.raises(ValueError, match="SHA-256"):
        store.put_if_absent(ADA, name, b"words")
    with pytest.raises(ValueError, match="SHA-256"):
        store.open(ADA, name)


@pytest.mark.parametrize("tenant", ["..", "", None, str(ADA)])
def test_an_invalid_tenant_is_rejected(store, tenant):
    with pytest.raises(ValueError, match="UUID"):
        store.exists(tenant, sha(b"words"))
    with pytest.raises(ValueError, match="UUID"):
        store.read_manifest(ADA, tenant)


def test_storing_an_existing_file_returns_false(store):
    assert store.put_if_absent(ADA, sha(b"words"), b"words") is True
    assert store.put_if_absent(ADA, sha(b"words"), b"words") is False


def test_only_one_of_many_concurrent_writers_stores_the_file(store):
    data = os.urandom(100_000)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.put_if_absent(ADA, sha(data), data), range(24)))
    assert results.count(True) == 1
    assert [blob.sha256 for blob in store.list(ADA)] == [sha(data)]


def test_the_files_of_a_build_are_read_back(store):
    files = named(b"", b"one", b"two" * 1000, os.urandom(700_000), os.urandom(400_000))

    places = store.put_build(ADA, files)

    assert read(store, ADA, files, places) == files
    packs = {place.pack for place in places.values()}
    assert {blob.sha256 for blob in store.list(ADA, kind=ObjectKind.PACKS)} == packs
    sizes = {blob.sha256: blob.size for blob in store.list(ADA, kind=ObjectKind.PACKS)}
    assert store.missing(ADA, sizes, kind=ObjectKind.PACKS) == set()
    assert {blob.sha256 for blob in store.list(ADA)} == files.keys() - places.keys()


def test_a_build_stored_twice_takes_no_more_space(store):
    files = named(*(b"%d" % number for number in range(50)))
    assert store.put_build(ADA, files) == store.put_build(ADA, files)
    assert len([*store.list(ADA), *store.list(ADA, kind=ObjectKind.PACKS)]) in {1, 50}


def test_many_files_are_listed_found_and_removed(store):
    files = named(*(b"%d" % number for number in range(1100)))
    store.put_all(ADA, files)

    assert {blob.sha256 for blob in store.list(ADA)} == files.keys()
    sizes = {name: len(data) for name, data in files.items()}
    assert store.missing(ADA, {**sizes, sha(b"other"): 5, sha(b"7"): 2}) == {sha(b"other"), sha(b"7")}
    store.delete(ADA, *files)
    assert list(store.list(ADA)) == []


@pytest.mark.parametrize("size", [16 * 2**20 - 1, 16 * 2**20, 16 * 2**20 + 1, 41 * 2**20])
def test_a_large_file_is_read_back_completely(store, size):
    data = os.urandom(2**20) * (size // 2**20) + b"x" * (size % 2**20)
    assert store.put_if_absent(ADA, sha(data), data) is True
    assert store.put_if_absent(ADA, sha(data), data) is False
    with store.open(ADA, sha(data)) as file:
        assert sha(file.read()) == sha(data)
    assert [blob.size for blob in store.list(ADA)] == [size]


def test_reading_a_range_of_a_missing_pack_reports_it_as_missing(store):
    with pytest.raises(ObjectMissing):
        store.read_range(ADA, sha(b"nothing"), 0, 10)


def test_a_working_store_passes_the_check(store):
    store.check()
