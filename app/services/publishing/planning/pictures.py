"""Uploaded pictures as published files, which are already in the store under the hash in their URL."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.manifest import BuildFile, StoredFile
from app.models import Asset
from app.services.media import StoredPictureFile, picture_of, sizes_of
from app.services.publishing.builds import PlannedPicture


def read_pictures(session: Session) -> dict[str, PlannedPicture]:
    """All pictures of the current tenant by id."""
    rows = session.scalars(select(Asset).where(Asset.deleted_at.is_(None)))
    return {str(asset.id): _planned(asset) for asset in rows}


def picture_address(size: StoredPictureFile) -> str:
    """A URL path with the content hash and without the picture's name; browsers may cache the file forever."""
    return f"/_assets/{size.sha256[:20]}.{size.ending}"


def _planned(asset: Asset) -> PlannedPicture:
    sizes = sizes_of(asset)
    return PlannedPicture(
        name=asset.name,
        picture=picture_of(sizes, picture_address)._replace(alt="" if asset.decorative else asset.alt),
        files={picture_address(size): BuildFile(StoredFile(size.sha256, size.bytes)) for size in sizes},
    )
