"""The HTTP server of the edge agent."""

from app.edge.server.http_server import (
    EdgeServer,
)

__all__ = [
    "EdgeServer",
]
