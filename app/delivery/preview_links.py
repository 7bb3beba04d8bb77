"""The secret in a preview link, and the hashes of it that are stored and checked.

The secret is in the URL's path and never in the hostname, which is exposed to DNS and to public certificate
logs. The browser stores a hash of the secret as a cookie. We store a hash of that hash, which gives no access.
"""

import hashlib
import hmac

PREFIX = "preview-"
"""Reserved for the hostnames of previews: no site's subdomain may begin with it."""
PATH = "/_preview/"


def is_preview_name(name: str, sites_domain: str) -> bool:
    """Return True if the hostname is reserved for previews."""
    return name.startswith(PREFIX) and name.endswith(f".{sites_domain}")


def cookie_of(secret: str) -> str:
    """Return the cookie value that a browser stores once it has opened the link."""
    return hashlib.sha256(f"quillspace preview {secret}".encode()).hexdigest()


def digest_of(secret: str) -> str:
    """Return the hash that we store for a secret."""
    return _digest(cookie_of(secret))


def is_cookie_for(digest: str, cookie: str) -> bool:
    """Return True if the cookie belongs to the link with this digest."""
    return hmac.compare_digest(_digest(cookie), digest)


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
