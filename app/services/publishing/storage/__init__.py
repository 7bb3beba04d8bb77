"""Storing the files of a build in the object store."""

from app.services.publishing.storage.blob_reservations import (
    blob_reserver,
)
from app.services.publishing.storage.encoding import (
    Encoded,
    encode,
)
from app.services.publishing.storage.file_batch import FileBatch, OutputFile
from app.services.publishing.storage.uploader import (
    Uploader,
)

__all__ = [
    "Encoded",
    "FileBatch",
    "OutputFile",
    "Uploader",
    "blob_reserver",
    "encode",
]
