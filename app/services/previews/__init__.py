"""Previews: a whole site or one page for whoever has the link, until it expires or is revoked."""

from app.services.previews.previews import (
    DAYS,
    PreviewView,
    create_page_preview,
    create_preview,
    get_preview,
    list_expired,
    list_previews,
    look_at,
    revoke_preview,
)

__all__ = [
    "DAYS",
    "PreviewView",
    "create_page_preview",
    "create_preview",
    "get_preview",
    "list_expired",
    "list_previews",
    "look_at",
    "revoke_preview",
]
