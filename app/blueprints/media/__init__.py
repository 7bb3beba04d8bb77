"""An author's pictures: uploading, finding, describing and deleting them."""

from app.blueprints.media import assets, blueprint, files, restorations
from app.blueprints.media.blueprint import bp

__all__ = ["assets", "blueprint", "bp", "files", "restorations"]
