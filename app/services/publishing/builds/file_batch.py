"""Batches of rendered files, passed from rendering to the uploader."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.delivery.manifest import StoredFile
from app.services.publishing.builds.encoding import Encoded
from app.services.publishing.builds.planned_picture import PlannedPicture


@dataclass(frozen=True)
class OutputFile:
    """A file that the build shows at this path: encoded already, or bytes to encode."""

    path: str
    content: Encoded | bytes
    is_compressed: bool = False
    """True for bytes that compressing does not make smaller."""


@dataclass(frozen=True)
class FileBatch:
    """Files to store together."""

    files: Sequence[OutputFile]
    pages: int = 0
    """Number of the files that are pages."""
    pictures: Sequence[tuple[PlannedPicture, StoredFile]] = ()
    """Uploaded pictures that the store must have already."""
