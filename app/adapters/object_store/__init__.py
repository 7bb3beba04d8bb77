"""Content-addressed files, with a key prefix for each tenant. Callers never build keys."""

from functools import lru_cache
from urllib.parse import unquote, urlsplit

from app.adapters.object_store.contract import (
    ObjectKind,
    ObjectMissing,
    ObjectStore,
    Packed,
    StoredBlob,
    StoredManifest,
)
from app.adapters.object_store.errors import Cause, StoreError
from app.adapters.object_store.folder import FolderStore

__all__ = [
    "Cause",
    "FolderStore",
    "ObjectKind",
    "ObjectMissing",
    "ObjectStore",
    "Packed",
    "StoreError",
    "StoredBlob",
    "StoredManifest",
    "open_store",
]


def open_store(url: str) -> ObjectStore:
    """Return the store at this URL. Raises ValueError with advice for the operator."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _bucket(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(
            f"OBJECT_STORE_URL is {url!r}; it must be file:// followed by the absolute path of a folder, "
            "or s3:// followed by the name of a bucket."
        )
    return FolderStore.at(unquote(parts.path))


@lru_cache(maxsize=4)
def _bucket(url: str) -> ObjectStore:
    """Return the store for a bucket, cached because its client is slow to create and pools connections.

    The client library is imported on first use, because importing it is slow too.
    """
    from app.adapters.object_store.s3 import S3Store  # noqa: PLC0415 - see above

    return S3Store.at(url)
