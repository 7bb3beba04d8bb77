"""The secret of a preview's link, and what is kept of it.

The secret stands in the address that is opened once, never in a name: names go through DNS and into public
certificate logs. The browser keeps a hash of it as a cookie, and we keep a hash of that, which opens nothing.
"""

import hashlib
import hmac

PREFIX = "preview-"
"""Of their names; no site has such a one below our domain."""
PATH = "/_preview/"


def is_preview_name(name: str, sites_domain: str) -> bool:
    """Whether a name is kept for previews."""
    return name.startswith(PREFIX) and name.endswith(f".{sites_domain}")


def cookie_of(secret: str) -> str:
    """What the browser keeps once the link was opened."""
    return hashlib.sha256(f"quillspace preview {secret}".encode()).hexdigest()


def digest_of(secret: str) -> str:
    """What we keep."""
    return _digest(cookie_of(secret))


def is_cookie_for(digest: str, cookie: str) -> bool:
    """Whether the cookie came from the link that this was kept of."""
    return hmac.compare_digest(_digest(cookie), digest)


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
