"""Recognises requests from our edges by their shared key."""

import hmac

from app.extensions import config

EDGE_KEY_HEADER = "X-Edge-Key"


def has_valid_edge_key(shown: str) -> bool:
    """Return True if the header value is the configured edge key; always False if none is configured."""
    key = config().edge_key
    return bool(key) and hmac.compare_digest(shown.encode(), key.encode())
