"""Requests for a publication, cancelling one, and reading what became of it."""

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
from app.services.publishing.requests.publications import (
    TOPIC,
    new_build,
    request_publication,
    request_release,
)

__all__ = [
    "TOPIC",
    "BuildView",
    "find_running",
    "get_build",
    "list_builds",
    "new_build",
    "read_delivery",
    "request_publication",
    "request_release",
    "stop_publication",
]
