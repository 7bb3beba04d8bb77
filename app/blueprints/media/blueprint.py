"""The blueprint for this package's routes, and template filters for pictures."""

from uuid import UUID

from flask import Blueprint

from app.models import Asset
from app.services.media import StoredPictureFile, editor_address, for_grid, for_page, sizes_of

bp = Blueprint("media", __name__)


@bp.app_template_filter("small")
def small(asset: Asset) -> StoredPictureFile:
    """Return a picture's smallest file."""
    return for_grid(sizes_of(asset))


@bp.app_template_filter("large")
def large(asset: Asset) -> StoredPictureFile:
    """Return a picture's default file for pages."""
    return for_page(sizes_of(asset))


@bp.app_template_global("picture_address")
def picture_address(asset_id: UUID, size: StoredPictureFile) -> str:
    """Return the URL of a file in the editor."""
    return editor_address(asset_id, size)
