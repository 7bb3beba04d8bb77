"""An uploaded picture that pages may show."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.components.files import Picture
from app.delivery.manifest import BuildFile
from app.errors import DomainError


class PictureLost(DomainError):
    """The store lost a picture's file, which its author can upload again."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The file for your picture “{name}” is missing. Delete the picture, upload it again, and then publish."
        )


@dataclass(frozen=True, kw_only=True)
class PlannedPicture:
    """A picture that pages may show, with its files by URL path."""

    name: str
    picture: Picture
    files: Mapping[str, BuildFile]
