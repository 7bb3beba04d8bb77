"""Uploaded images: validated, decoded and re-encoded in a sandboxed child process."""

from app.adapters.images.convert import (
    Prepared,
    prepare_image,
)

__all__ = [
    "Prepared",
    "prepare_image",
]
