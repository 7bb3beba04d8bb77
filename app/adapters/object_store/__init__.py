"""Files by the hash of their content, a prefix for each tenant; no caller ever forms a key."""

from urllib.parse import unquote, urlsplit

from app.adapters.object_store.contract import ObjectMissing, ObjectStore, StoredBlob
from app.adapters.object_store.folder import FolderStore

__all__ = ["FolderStore", "ObjectMissing", "ObjectStore", "StoredBlob", "open_store"]


def open_store(url: str) -> ObjectStore:
    """The store at this address. Raises ValueError with a sentence an operator can act on."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(
            f"OBJECT_STORE_URL is {url!r}; it must be file:// followed by the absolute path of a folder."
        )
    return FolderStore.at(unquote(parts.path))
