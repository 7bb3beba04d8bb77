"""Uploaded pictures as published files, which the store has already under the hash in their address."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.components.files import Picture
from app.delivery.manifest import BuildFile, StoredFile
from app.errors import DomainError
from app.models import Asset
from app.services.media import StoredSize, picture_of, sizes_of


class PictureLost(DomainError):
    """The store lost a picture's file, which its author can upload again."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The file of your picture “{name}” is lost. Delete it, upload it again and publish once more."
        )


@dataclass(frozen=True, kw_only=True)
class PlannedPicture:
    """A picture that pages may show, with its files by address."""

    name: str
    picture: Picture
    files: Mapping[str, BuildFile]


def read_pictures(session: Session) -> dict[str, PlannedPicture]:
    """All pictures of the current tenant by id."""
    rows = session.scalars(select(Asset).where(Asset.deleted_at.is_(None)))
    return {str(asset.id): _planned(asset) for asset in rows}


def picture_address(size: StoredSize) -> str:
    """A content-hashed address without the picture's name, so that browsers may cache it for ever."""
    return f"/_assets/{size.sha256[:20]}.{size.ending}"


def _planned(asset: Asset) -> PlannedPicture:
    sizes = sizes_of(asset)
    return PlannedPicture(
        name=asset.name,
        picture=picture_of(sizes, picture_address)._replace(alt="" if asset.decorative else asset.alt),
        files={picture_address(size): BuildFile(StoredFile(size.sha256, size.bytes)) for size in sizes},
    )
