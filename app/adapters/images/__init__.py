"""Validates uploaded images, and decodes and re-encodes them in a sandboxed child process."""

from app.adapters.images.convert import (
    Prepared,
    prepare_image,
)

__all__ = [
    "Prepared",
    "prepare_image",
]
