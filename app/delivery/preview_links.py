"""The secret of a preview link: the hashes that are stored of it, and their check.

The secret is part of the URL's path, never of the host name: host names go through DNS and into public
certificate logs. The browser stores a hash of it as a cookie, and we store a hash of that, which opens nothing.
"""

import hashlib
import hmac

PREFIX = "preview-"
"""Reserved for the host names of previews; no site's subdomain begins with it."""
PATH = "/_preview/"


def is_preview_name(name: str, sites_domain: str) -> bool:
    """True if this host name is reserved for previews."""
    return name.startswith(PREFIX) and name.endswith(f".{sites_domain}")


def cookie_of(secret: str) -> str:
    """The cookie value that a browser stores once the link was opened."""
    return hashlib.sha256(f"quillspace preview {secret}".encode()).hexdigest()


def digest_of(secret: str) -> str:
    """The hash that we store."""
    return _digest(cookie_of(secret))


def is_cookie_for(digest: str, cookie: str) -> bool:
    """True if the cookie belongs to the link with this digest."""
    return hmac.compare_digest(_digest(cookie), digest)


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
