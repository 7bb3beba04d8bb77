"""Previews: links to a whole site or one page that work until they expire or are revoked."""

from app.services.previews.listing import (
    PreviewView,
    get_preview,
    list_expired,
    list_previews,
)
from app.services.previews.previews import (
    DAYS,
    create_page_preview,
    create_preview,
    find_or_create_build_preview,
    revoke_preview,
)

__all__ = [
    "DAYS",
    "PreviewView",
    "create_page_preview",
    "create_preview",
    "find_or_create_build_preview",
    "get_preview",
    "list_expired",
    "list_previews",
    "revoke_preview",
]
