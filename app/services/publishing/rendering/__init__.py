"""Pages to HTML, in this process or in a pool of worker processes."""

from app.services.publishing.rendering.favicon import (
    draw_icon,
)
from app.services.publishing.rendering.page_batch import ReadyPage
from app.services.publishing.rendering.page_builder import (
    make_missing,
    make_pages,
)
from app.services.publishing.rendering.page_renderer import (
    MISSING,
    SHELL_MAIN,
)
from app.services.publishing.rendering.style_sheets import (
    StyleSheets,
)
from app.services.publishing.rendering.worker_pool import (
    close_worker_pool,
    prefork_worker_pool,
)

__all__ = [
    "MISSING",
    "SHELL_MAIN",
    "ReadyPage",
    "StyleSheets",
    "close_worker_pool",
    "draw_icon",
    "make_missing",
    "make_pages",
    "prefork_worker_pool",
]
