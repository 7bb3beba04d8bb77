"""Tells which requests hash a password, before any thread handles them."""

import re
from wsgiref.types import WSGIEnvironment

from app.web.auth.csrf import SAFE_METHODS

_PATH = re.compile(
    r"/sign-in|/sign-up|/confirmations/[^/]+|/edge/unlocks|(?:/[^/]+){0,2}/password(?:/[^/]+)?"
)


def hashes_password(environ: WSGIEnvironment) -> bool:
    """True for a request to a route that hashes a password, which takes a processor core and 19 MiB for a while."""
    return environ["REQUEST_METHOD"] not in SAFE_METHODS and bool(_PATH.fullmatch(environ["PATH_INFO"]))
