"""Uploaded pictures: files, sizes, URLs, uses."""

from app.services.media.assets import (
    create_asset,
    delete_asset,
    find_asset,
    get_asset,
    list_assets,
    restore_asset,
    update_asset,
)
from app.services.media.files import (
    read_file,
)
from app.services.media.pictures import (
    EditorPictures,
    StoredPictureFile,
    editor_address,
    for_grid,
    for_page,
    picture_of,
    sizes_of,
)
from app.services.media.usage import (
    list_uses,
)

__all__ = [
    "EditorPictures",
    "StoredPictureFile",
    "create_asset",
    "delete_asset",
    "editor_address",
    "find_asset",
    "for_grid",
    "for_page",
    "get_asset",
    "list_assets",
    "list_uses",
    "picture_of",
    "read_file",
    "restore_asset",
    "sizes_of",
    "update_asset",
]
