"""A WSGI application behind the bridge, for tests that start Granian with it."""

import json

from app.web.server import Bridge, Limits

LONG = b"x" * 5_000_000
SIZES: list[int] = []
"""The sizes of all bodies that reached the application."""
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
    if environ["PATH_INFO"] == "/sizes":
        size = SIZES.copy()
    known = {name: value for name, value in environ.items() if isinstance(value, str)}
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Name", "one"), ("X-Name", "two")])
    return [json.dumps({"size": size, **known}).encode()]


server = Bridge(app, threads=2, browser_of=lambda environ: environ.get("HTTP_X_BROWSER"), limits=LIMITS)
