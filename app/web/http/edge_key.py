"""Recognises requests from our edges by a shared key."""

import hmac

from app.extensions import config

EDGE_KEY_HEADER = "X-Edge-Key"


def has_valid_edge_key(shown: str) -> bool:
    """True if the header value is the configured edge key. Always False without a configured key."""
    key = config().edge_key
    return bool(key) and hmac.compare_digest(shown.encode(), key.encode())
