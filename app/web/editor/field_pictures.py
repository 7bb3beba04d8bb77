"""The value of a picture field, as the inspector shows it."""

from dataclasses import dataclass
from uuid import UUID

from app.components.files import ASSET_PREFIX
from app.services import media
from app.services.media import editor_address, for_grid, sizes_of
from app.web.assets import GalleryUrls


@dataclass(frozen=True, kw_only=True)
class FieldPicture:
    """The picture in a field; `address` is its URL, or '' if there is no picture."""

    address: str = ""
    name: str = ""
    is_external: bool = False
    """True if the field contains a URL on the web."""
    is_deleted: bool = False
    """True if the uploaded picture was deleted."""


def field_picture(source: str) -> FieldPicture:
    """Resolve the source in a picture field."""
    if not source.startswith(ASSET_PREFIX):
        return FieldPicture(address=source, name="From the web" if source else "", is_external=bool(source))
    name = source.removeprefix(ASSET_PREFIX)
    if "/" in name:
        return FieldPicture(address=GalleryUrls()[name], name="From the design")
    try:
        asset = media.find_asset(UUID(name))
    except ValueError:
        asset = None
    if asset is None:
        return FieldPicture(is_deleted=True)
    return FieldPicture(address=editor_address(asset.id, for_grid(sizes_of(asset))), name=asset.name)
