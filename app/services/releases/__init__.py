"""Releases: several pages go live together at a time, and perhaps back again at another.

A page goes live as it was when it was put in, so that what an author looked at is what readers get, whatever
is written meanwhile; until then a publication leaves the page as readers know it.
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
    list_news,
    list_waits,
    take_newest,
    take_out,
)
from app.services.releases.listing import (
    ReleaseView,
    get_release,
    list_candidates,
    list_releases,
)
from app.services.releases.local_times import (
    moment_in,
    words_in,
    zones,
)
from app.services.releases.mails import (
    compose_failed_mail,
    compose_live_mail,
)
from app.services.releases.monitoring import (
    list_watched,
    try_again,
    watch,
)
from app.services.releases.transitions import (
    Due,
    end_now,
    list_due,
    start_now,
    turn,
)

__all__ = [
    "Due",
    "HeldBack",
    "ReleaseView",
    "Wanted",
    "cancel_release",
    "change_release",
    "compose_failed_mail",
    "compose_live_mail",
    "create_release",
    "end_now",
    "get_release",
    "list_candidates",
    "list_due",
    "list_held_back",
    "list_news",
    "list_releases",
    "list_waits",
    "list_watched",
    "moment_in",
    "start_now",
    "take_newest",
    "take_out",
    "try_again",
    "turn",
    "watch",
    "words_in",
    "zones",
]
