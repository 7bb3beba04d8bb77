"""An author's pictures: bring them in, find, describe, use and delete them."""

from app.blueprints.media import assets, blueprint, files, restorations
from app.blueprints.media.blueprint import bp

__all__ = ["assets", "blueprint", "bp", "files", "restorations"]
