"""Publishing: a build of immutable files, and one step in which readers see it.

A request is a row. Whoever holds its lease makes the files; the flip is fenced in PostgreSQL by the lease
and by a number that only grows, so a job may run twice, late or never without hurting anyone.
"""

from app.services.publishing.activation import (
    copied,
    find_before_live,
    roll_back,
)
from app.services.publishing.build_log import (
    WHO,
)
from app.services.publishing.garbage import (
    Collected,
    collect_garbage,
    list_publishing_tenants,
)
from app.services.publishing.preview_builds import (
    keep_copy,
    preview_lives,
    request_preview_build,
    tell_edges,
)
from app.services.publishing.rendering import (
    SHELL_MAIN,
    close_worker_pool,
    prefork_worker_pool,
)
from app.services.publishing.requests import (
    TOPIC,
    BuildView,
    find_running,
    get_build,
    list_builds,
    read_delivery,
    request_publication,
    request_release,
    stop_publication,
)
from app.services.publishing.run import (
    publish,
)
from app.services.publishing.stale_builds import (
    Stranded,
    list_stranded,
)

__all__ = [
    "SHELL_MAIN",
    "TOPIC",
    "WHO",
    "BuildView",
    "Collected",
    "Stranded",
    "close_worker_pool",
    "collect_garbage",
    "copied",
    "find_before_live",
    "find_running",
    "get_build",
    "keep_copy",
    "list_builds",
    "list_publishing_tenants",
    "list_stranded",
    "prefork_worker_pool",
    "preview_lives",
    "publish",
    "read_delivery",
    "request_preview_build",
    "request_publication",
    "request_release",
    "roll_back",
    "stop_publication",
    "tell_edges",
]
