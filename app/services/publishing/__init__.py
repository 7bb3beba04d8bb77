"""Publishing: a build of immutable files, and one step in which readers see it.

A request is a row. Whoever holds its lease makes the files; the flip is fenced in PostgreSQL by the lease
and by a number that only grows, so a job may run twice, late or never without hurting anyone.
"""

from app.services.publishing.delivery import Delivery, read_delivery
from app.services.publishing.earlier import find_before_live
from app.services.publishing.garbage import Collected, collect_garbage, list_publishing_tenants
from app.services.publishing.log import WHO
from app.services.publishing.previewing import keep_copy, preview_lives, request_preview_build, tell_edges
from app.services.publishing.reading import BuildView, find_running, get_build, list_builds
from app.services.publishing.requests import request_publication, request_release
from app.services.publishing.rollbacks import copied, roll_back
from app.services.publishing.run import publish
from app.services.publishing.stopping import stop_publication
from app.services.publishing.stranded import Stranded, list_stranded

__all__ = [
    "WHO",
    "BuildView",
    "Collected",
    "Delivery",
    "Stranded",
    "collect_garbage",
    "copied",
    "find_before_live",
    "find_running",
    "get_build",
    "keep_copy",
    "list_builds",
    "list_publishing_tenants",
    "list_stranded",
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
