"""An edge's blob cache."""

import hashlib
from uuid import uuid4

import pytest

from app.adapters.object_store import FolderStore
from app.delivery.manifest import StoredFile
from app.edge.disk.blob_cache import BlobCache, CorruptBlob

TENANT = uuid4()
CONTENT = b"It is a truth universally acknowledged"
FILE = StoredFile(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


@pytest.fixture
def cache(tmp_path):
    store = FolderStore.at(str(tmp_path / "objects"))
    store.put_if_absent(TENANT, FILE.sha256, CONTENT)
    return BlobCache(tmp_path / "blobs", store)


def test_a_truncated_blob_is_fetched_again(cache):
    cache.fetch(TENANT, [FILE])
    cached = cache.path(TENANT, FILE.sha256)
    cached.write_bytes(b"")

    cache.fetch(TENANT, [FILE])

    assert cached.read_bytes() == CONTENT


def test_a_blob_with_a_wrong_hash_is_rejected_and_not_cached(cache):
    other = StoredFile("0" * 64, len(CONTENT))
    cache.store.put_if_absent(TENANT, other.sha256, CONTENT)

    with pytest.raises(CorruptBlob):
        cache.fetch(TENANT, [other])

    assert not cache.path(TENANT, other.sha256).exists()
