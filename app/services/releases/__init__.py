"""Releases: several pages go live together at a chosen time, and optionally revert at another.

A page goes live at the revision that was added, so that readers get what the author checked, even if the page is
edited afterwards. Until then, publications hold the page back.
"""

from app.services.releases.changes import (
    Wanted,
    cancel_release,
    change_release,
    create_release,
)
from app.services.releases.held_pages import (
    HeldBack,
    list_held_back,
    list_unpublished_titles,
    list_waits,
    remove_pages,
    update_to_newest,
)
from app.services.releases.listing import (
    ReleaseView,
    get_release,
    list_candidates,
    list_releases,
)
from app.services.releases.local_times import (
    format_moment,
    parse_moment,
    zones,
)
from app.services.releases.mails import (
    compose_failed_mail,
    compose_live_mail,
)
from app.services.releases.monitoring import (
    list_watched,
    retry,
    watch,
)
from app.services.releases.transitions import (
    Due,
    begin_or_end,
    end_now,
    list_due,
    start_now,
)

__all__ = [
    "Due",
    "HeldBack",
    "ReleaseView",
    "Wanted",
    "begin_or_end",
    "cancel_release",
    "change_release",
    "compose_failed_mail",
    "compose_live_mail",
    "create_release",
    "end_now",
    "format_moment",
    "get_release",
    "list_candidates",
    "list_due",
    "list_held_back",
    "list_releases",
    "list_unpublished_titles",
    "list_waits",
    "list_watched",
    "parse_moment",
    "remove_pages",
    "retry",
    "start_now",
    "update_to_newest",
    "watch",
    "zones",
]
