"""The RSGI application that Granian serves: only complete requests reach a thread of the WSGI application."""

from app.web.server.bodies import MAX_BODY_BYTES, MAX_LARGE_BODIES, MAX_SMALL_BYTES, Limits
from app.web.server.bridge import Bridge

__all__ = ["MAX_BODY_BYTES", "MAX_LARGE_BODIES", "MAX_SMALL_BYTES", "Bridge", "Limits"]
