"""Style sheets, scripts and icons, and the gallery's files."""

from app.web.assets.gallery import (
    GALLERY,
    GalleryUrls,
    resolve_asset_urls,
)
from app.web.assets.icons import (
    icon,
)
from app.web.assets.module_graph import (
    module_urls,
)
from app.web.assets.static_files import (
    install_static_files,
    static_url,
)

__all__ = [
    "GALLERY",
    "GalleryUrls",
    "icon",
    "install_static_files",
    "module_urls",
    "resolve_asset_urls",
    "static_url",
]
