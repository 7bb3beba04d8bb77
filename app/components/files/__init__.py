"""Access to the library's files: templates, style sheets, scripts and pictures."""

from app.components.files.pictures import (
    ASSET_PREFIX,
    AVIF,
    ImageFields,
    Picture,
    PictureSize,
    prioritise_first_image,
)
from app.components.files.scripts import (
    LOADER,
    When,
    script_name,
)
from app.components.files.svg_size import (
    drawing_size,
)
from app.components.files.templates import (
    LIBRARY,
    preload_templates,
    read_css,
    render_template,
)

__all__ = [
    "ASSET_PREFIX",
    "AVIF",
    "LIBRARY",
    "LOADER",
    "ImageFields",
    "Picture",
    "PictureSize",
    "When",
    "drawing_size",
    "preload_templates",
    "prioritise_first_image",
    "read_css",
    "render_template",
    "script_name",
]
