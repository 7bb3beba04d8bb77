"""Rendering of a build's files, in this process or in a pool of worker processes."""

from app.services.publishing.rendering.page_renderer import (
    SHELL_MAIN,
)
from app.services.publishing.rendering.site_files import (
    render_files,
)
from app.services.publishing.rendering.worker_pool import (
    close_worker_pool,
    prefork_worker_pool,
)

__all__ = [
    "SHELL_MAIN",
    "close_worker_pool",
    "prefork_worker_pool",
    "render_files",
]
