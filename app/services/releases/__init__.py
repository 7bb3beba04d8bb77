"""Releases: several pages go live together at a time, and perhaps back again at another.

A page goes live as it was when it was put in, so that what an author looked at is what readers get, whatever
is written meanwhile; until then a publication leaves the page as readers know it.
"""

from app.services.releases.changing import Wanted, cancel_release, change_release, create_release
from app.services.releases.reading import Candidate, ReleaseView, get_release, list_candidates, list_releases
from app.services.releases.times import moment_in, words_in, zones
from app.services.releases.turning import Due, end_now, list_due, start_now, turn

__all__ = [
    "Candidate",
    "Due",
    "ReleaseView",
    "Wanted",
    "cancel_release",
    "change_release",
    "create_release",
    "end_now",
    "get_release",
    "list_candidates",
    "list_due",
    "list_releases",
    "moment_in",
    "start_now",
    "turn",
    "words_in",
    "zones",
]
