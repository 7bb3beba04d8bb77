"""Our own style sheets, scripts, icons and the gallery's files."""

from app.web.assets.gallery import (
    GALLERY,
    GalleryFiles,
    with_addresses,
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
    "GalleryFiles",
    "icon",
    "install_static_files",
    "module_urls",
    "static_url",
    "with_addresses",
]
