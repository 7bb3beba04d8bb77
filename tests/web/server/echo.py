"""A WSGI application behind the bridge, for tests that start Granian with it."""

import json
import threading

from app.web.server import Bridge, Limits

LONG = b"x" * 5_000_000
SIZES: list[int] = []
"""The sizes of all bodies that reached the application."""
HASHING: list[bytes] = []
"""The requests that claim to hash a password."""
RELEASED = threading.Event()
"""Set when they may go on; a test that fails before it sets this does not hang."""
LIMITS = Limits(idle=1.5, small=3, large=4)


def app(environ, start_response):
    """Return what arrived: the body's length and the environment."""
    if environ["PATH_INFO"] == "/fails":
        raise RuntimeError
    if environ["PATH_INFO"] == "/long":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [LONG]
    size = len(environ["wsgi.input"].read())
    SIZES.append(size)
    if environ["PATH_INFO"] == "/hashes":
        HASHING.append(b"")
        RELEASED.wait(15)
    if environ["PATH_INFO"] == "/release":
        RELEASED.set()
    if environ["PATH_INFO"] in {"/sizes", "/hashing"}:
        size = SIZES.copy() if environ["PATH_INFO"] == "/sizes" else len(HASHING)
    known = {name: value for name, value in environ.items() if isinstance(value, str)}
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Name", "one"), ("X-Name", "two")])
    return [json.dumps({"size": size, **known}).encode()]


server = Bridge(
    app,
    threads=2,
    browser_of=lambda environ: environ.get("HTTP_X_BROWSER"),
    hashes_password=lambda environ: environ["PATH_INFO"] == "/hashes",
    limits=LIMITS,
)
