"""Templates from the gallery, and the shell that a template puts around a page."""

from app.services.themes.gallery import (
    list_gallery,
    newest_version,
)
from app.services.themes.shells import (
    get_site_template,
    shell_context,
)
from app.services.themes.templates import (
    GALLERY,
    install_gallery,
)

__all__ = [
    "GALLERY",
    "get_site_template",
    "install_gallery",
    "list_gallery",
    "newest_version",
    "shell_context",
]
