"""Validates and normalises hostnames."""

import re

MAX_NAME = 253
CANONICAL = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
"""At least two labels, lower case, without a trailing dot, not an IP address. The Caddyfile uses the same pattern."""


def is_canonical(name: str) -> bool:
    """Return True if the hostname is in canonical form."""
    return len(name) <= MAX_NAME and CANONICAL.fullmatch(name) is not None


def canonical(host: str) -> str | None:
    """Return the canonical hostname in a Host header, without its port; None if it is not a valid hostname."""
    name = host.partition(":")[0].lower().removesuffix(".")
    return name if is_canonical(name) else None
