"""Publishing: building immutable files, and making the build live in a single transaction.

A request is a row. The worker that leases it renders and stores the files. The flip is fenced in PostgreSQL by the
lease and by a number that only grows, so no harm is done if a job runs twice, late or never.
"""

from app.services.publishing.activation import (
    copied_manifest,
    find_previous_build,
    insert_copied_build,
    notify_edges,
    roll_back,
)
from app.services.publishing.build_log import (
    WHO,
)
from app.services.publishing.garbage import (
    GARBAGE_TOPIC,
    Collected,
    collect_garbage,
    list_due_collections,
    request_collection,
)
from app.services.publishing.lease import (
    MAX_ATTEMPTS,
)
from app.services.publishing.rendering import (
    SHELL_MAIN,
    close_worker_pool,
    prefork_worker_pool,
)
from app.services.publishing.requests import (
    TOPIC,
    BuildView,
    active_preview_filter,
    find_running,
    get_build,
    list_builds,
    read_delivery,
    request_preview_build,
    request_publication,
    request_release,
    stop_publication,
)
from app.services.publishing.run import (
    Outcome,
    publish,
)
from app.services.publishing.stale_builds import (
    StaleBuild,
    find_request_id,
    list_stale_builds,
)
from app.services.publishing.turns import (
    Turn,
    is_large,
    next_turn,
)

__all__ = [
    "GARBAGE_TOPIC",
    "MAX_ATTEMPTS",
    "SHELL_MAIN",
    "TOPIC",
    "WHO",
    "BuildView",
    "Collected",
    "Outcome",
    "StaleBuild",
    "Turn",
    "active_preview_filter",
    "close_worker_pool",
    "collect_garbage",
    "copied_manifest",
    "find_previous_build",
    "find_request_id",
    "find_running",
    "get_build",
    "insert_copied_build",
    "is_large",
    "list_builds",
    "list_due_collections",
    "list_stale_builds",
    "next_turn",
    "notify_edges",
    "prefork_worker_pool",
    "publish",
    "read_delivery",
    "request_collection",
    "request_preview_build",
    "request_publication",
    "request_release",
    "roll_back",
    "stop_publication",
]
