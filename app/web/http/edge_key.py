"""Whether a request comes through one of our edges: they alone know the key."""

import hmac

from app.extensions import config

EDGE_KEY_HEADER = "X-Edge-Key"


def has_valid_edge_key(shown: str) -> bool:
    """Whether this is the key of the edges. Without one configured nothing is right."""
    key = config().edge_key
    return bool(key) and hmac.compare_digest(shown.encode(), key.encode())
