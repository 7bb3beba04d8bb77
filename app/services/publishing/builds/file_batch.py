"""Batches of rendered files, passed from rendering to the uploader."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.delivery.manifest import StoredFile
from app.services.publishing.builds.encoding import Encoded
from app.services.publishing.builds.planned_picture import PlannedPicture


@dataclass(frozen=True)
class OutputFile:
    """A file of the build at this path: already encoded, or bytes to encode."""

    path: str
    content: Encoded | bytes
    is_compressed: bool = False
    """True for bytes that compression would not make smaller."""


@dataclass(frozen=True)
class FileBatch:
    """Files to store together."""

    files: Sequence[OutputFile]
    pages: int = 0
    """How many of the files are pages."""
    pictures: Sequence[tuple[PlannedPicture, StoredFile]] = ()
    """Uploaded pictures that must already be in the store."""
