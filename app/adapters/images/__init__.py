"""Uploaded pictures: checked, decoded and encoded in a child process."""

from app.adapters.images.convert import (
    Prepared,
    prepare_image,
)

__all__ = [
    "Prepared",
    "prepare_image",
]
