"""Files by the hash of their content, a prefix for each tenant; no caller ever forms a key."""

from functools import lru_cache
from urllib.parse import unquote, urlsplit

from app.adapters.object_store.contract import (
    ObjectMissing,
    ObjectStore,
    Packed,
    Shelf,
    StoredBlob,
    StoredManifest,
)
from app.adapters.object_store.errors import Cause, StoreTrouble
from app.adapters.object_store.folder import FolderStore

__all__ = [
    "Cause",
    "FolderStore",
    "ObjectMissing",
    "ObjectStore",
    "Packed",
    "Shelf",
    "StoreTrouble",
    "StoredBlob",
    "StoredManifest",
    "open_store",
]


def open_store(url: str) -> ObjectStore:
    """The store at this address. Raises ValueError with a sentence an operator can act on."""
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
    """One client for each address: it keeps connections, and making one takes a while.

    Its library is loaded only where it is used, because that takes a while too.
    """
    from app.adapters.object_store.s3 import S3Store  # noqa: PLC0415 - see above

    return S3Store.at(url)
