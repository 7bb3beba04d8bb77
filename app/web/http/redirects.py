"""Safe redirect targets: local paths only."""

import re
from urllib.parse import urlsplit

from flask import url_for

# Browsers drop tabs and line breaks and treat a backslash as a slash: "/\t/evil.test" becomes "//evil.test".
_SUSPECT = re.compile(r"[\x00-\x20\x7f\\]|^//")


def local_path(target: str | None, *, default: str = "/") -> str:
    """Return the target if it is a local path, otherwise the default."""
    if not target or len(target) > 2000 or not target.startswith("/") or _SUSPECT.search(target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def sign_in_target(target: str | None) -> str:
    """Return the redirect target after sign-in: the requested page, or the list of sites."""
    path = local_path(target, default=url_for("sites.list_sites"))
    return url_for("sites.list_sites") if path == "/" or path.startswith("/sign-") else path
