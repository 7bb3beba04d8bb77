"""Helpers to schedule a release, advance time, and read the published pages."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.jobs import outbox
from app.jobs.releases import begin_or_end_due, watch
from app.services import editing, publishing, releases
from app.services.documents import Gesture
from app.services.releases import ReleaseView, Wanted
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, manifest, read

NINE = datetime(2030, 5, 6, 9, tzinfo=ZoneInfo("Europe/Berlin"))
PAGES = {"/books.html", "/news.html", "/about.html", "/other.html", "/sale.html"}
WORD = re.compile(r"Dear (\w+) reader")
SECOND = timedelta(seconds=1)
TWO_DAYS = timedelta(hours=48)


def write(person, pages, word="new"):
    """Edit the pages without publishing them."""
    with tenant_scope(person.tenant_id, user_id=person.id):
        for page_id in pages:
            editing.update_block(page_id, "heading-1", {"text": f"Dear {word} reader"}, gesture=Gesture())


def plan(person, pages, *, ends=None, starts=NINE):
    wanted = Wanted(
        name="Launch", zone="Europe/Berlin", starts_at=starts, ends_at=ends, pages=frozenset(pages)
    )
    with tenant_scope(person.tenant_id, user_id=person.id):
        return releases.create_release(person.site_id, wanted)


def at(moment):
    """Run the relay's periodic release task as if it were this time, and then the builds."""
    begin_or_end_due(moment)
    outbox.deliver()
    work()


def shown_words(person):
    """Return the published word of each page."""
    build = live_build(person)
    pages = {
        page.strip("/"): read(person, build, page) for page in manifest(person, build).files if page in PAGES
    }
    return {page.removesuffix(".html"): WORD.search(html)[1] for page, html in pages.items()}


def expected_words(word, **others):
    return {"books": word, "news": word, "about": word, "other": "old"} | others


def request_publication(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        publishing.request_publication(person.site_id)


def release_of(person, release_id) -> ReleaseView:
    with tenant_scope(person.tenant_id):
        return releases.get_release(release_id)


def fail(engine, reason="There is no room."):
    """Fail all waiting builds."""
    change(
        engine,
        "UPDATE site_builds SET status = 'error', error = :reason, completed_at = now() WHERE status = 'pending'",
        reason=reason,
    )


def watch_after(minutes):
    """Run the chore that monitors releases, as if this many minutes had passed."""
    watch(datetime.now(UTC) + timedelta(minutes=minutes))
