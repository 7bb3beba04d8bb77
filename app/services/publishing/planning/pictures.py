"""Uploaded pictures as published files: the store has them already, under the hashes that their addresses carry."""

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
    """The store does not have a picture's file: an author can mend that."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The file of your picture “{name}” is lost. Delete it, upload it again and publish once more."
        )


@dataclass(frozen=True, kw_only=True)
class PlannedPicture:
    """A picture that pages may show, and by their addresses the files that become part of the build then."""

    name: str
    picture: Picture
    files: Mapping[str, BuildFile]


def read_pictures(session: Session) -> dict[str, PlannedPicture]:
    """All pictures of the current tenant, by the id that pages name."""
    rows = session.scalars(select(Asset).where(Asset.deleted_at.is_(None)))
    return {str(asset.id): _planned(asset) for asset in rows}


def picture_address(size: StoredSize) -> str:
    """An address that changes with the content and says nothing else, so that browsers may keep it for ever."""
    return f"/_assets/{size.sha256[:20]}.{size.ending}"


def _planned(asset: Asset) -> PlannedPicture:
    sizes = sizes_of(asset)
    return PlannedPicture(
        name=asset.name,
        picture=picture_of(sizes, picture_address)._replace(alt="" if asset.decorative else asset.alt),
        files={picture_address(size): BuildFile(StoredFile(size.sha256, size.bytes)) for size in sizes},
    )
