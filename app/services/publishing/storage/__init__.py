"""Storing the files of a build in the object store."""

from app.services.publishing.storage.blob_reservations import (
    blob_reserver,
)
from app.services.publishing.storage.uploader import (
    Uploader,
)

__all__ = [
    "Uploader",
    "blob_reserver",
]
