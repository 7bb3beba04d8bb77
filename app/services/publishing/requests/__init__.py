"""Requesting a publication, stopping one, and reading its progress."""

from app.services.publishing.requests.cancellation import (
    stop_publication,
)
from app.services.publishing.requests.delivery_status import (
    read_delivery,
)
from app.services.publishing.requests.listing import (
    BuildView,
    find_running,
    get_build,
    list_builds,
)
from app.services.publishing.requests.preview_requests import (
    active_preview_filter,
    new_preview_build,
    request_preview_build,
)
from app.services.publishing.requests.publications import (
    TOPIC,
    new_build,
    request_publication,
    request_release,
)

__all__ = [
    "TOPIC",
    "BuildView",
    "active_preview_filter",
    "find_running",
    "get_build",
    "list_builds",
    "new_build",
    "new_preview_build",
    "read_delivery",
    "request_preview_build",
    "request_publication",
    "request_release",
    "stop_publication",
]
