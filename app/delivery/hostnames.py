"""Which text is the name of a host, in the one form that everything is kept under."""

import re

MAX_NAME = 253
CANONICAL = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
"""At least two labels, lower case, no dot at the end, no address: what the Caddyfile matches too."""


def is_canonical(name: str) -> bool:
    """Whether this is a host name in canonical form."""
    return len(name) <= MAX_NAME and CANONICAL.fullmatch(name) is not None


def canonical(host: str) -> str | None:
    """The canonical form of what a browser sent as Host, port and all; None when it has none."""
    name = host.partition(":")[0].lower().removesuffix(".")
    return name if is_canonical(name) else None
