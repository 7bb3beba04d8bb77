"""An edge's cache of blobs."""

import hashlib
from uuid import uuid4

import pytest

from app.adapters.object_store import FolderStore
from app.delivery.manifest import StoredFile
from app.edge.disk.blob_cache import BlobCache, CorruptBlob

TENANT = uuid4()
WORDS = b"It is a truth universally acknowledged"
FILE = StoredFile(hashlib.sha256(WORDS).hexdigest(), len(WORDS))


@pytest.fixture
def cache(tmp_path):
    store = FolderStore.at(str(tmp_path / "objects"))
    store.put_if_absent(TENANT, FILE.sha256, WORDS)
    return BlobCache(tmp_path / "blobs", store)


def test_a_truncated_blob_is_fetched_again(cache):
    cache.fetch(TENANT, [FILE])
    kept = cache.path(TENANT, FILE.sha256)
    kept.write_bytes(b"")

    cache.fetch(TENANT, [FILE])

    assert kept.read_bytes() == WORDS


def test_a_blob_with_a_wrong_hash_is_refused_and_not_cached(cache):
    other = StoredFile("0" * 64, len(WORDS))
    cache.store.put_if_absent(TENANT, other.sha256, WORDS)

    with pytest.raises(CorruptBlob):
        cache.fetch(TENANT, [other])

    assert not cache.path(TENANT, other.sha256).exists()
