"""Short ways to plan a release, to let its time come, and to see what readers find."""

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


def write(person, pages, words="new"):
    """Somebody writes on the pages, and publishes nothing."""
    with tenant_scope(person.tenant_id, user_id=person.id):
        for page_id in pages:
            editing.update_block(page_id, "heading-1", {"text": f"Dear {words} reader"}, gesture=Gesture())


def plan(person, pages, *, ends=None, starts=NINE):
    wanted = Wanted(
        name="Launch", zone="Europe/Berlin", starts_at=starts, ends_at=ends, pages=frozenset(pages)
    )
    with tenant_scope(person.tenant_id, user_id=person.id):
        return releases.create_release(person.site_id, wanted)


def at(moment):
    """The clock strikes, and the workers do what there is to do."""
    begin_or_end_due(moment)
    outbox.deliver()
    work()


def shown(person):
    """By page: the word that readers of it find."""
    build = live_build(person)
    pages = {
        page.strip("/"): read(person, build, page) for page in manifest(person, build).files if page in PAGES
    }
    return {page.removesuffix(".html"): WORD.search(html)[1] for page, html in pages.items()}


def everywhere(word, **others):
    return {"books": word, "news": word, "about": word, "other": "old"} | others


def ask(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        publishing.request_publication(person.site_id)


def release_of(person, release_id) -> ReleaseView:
    with tenant_scope(person.tenant_id):
        return releases.get_release(release_id)


def fail(engine, reason="There is no room."):
    """Whatever waits to be built goes wrong."""
    change(
        engine,
        "UPDATE site_builds SET status = 'error', error = :reason, completed_at = now() WHERE status = 'pending'",
        reason=reason,
    )


def look_after(minutes):
    """So many minutes from now, somebody looks at what became of the releases."""
    watch(datetime.now(UTC) + timedelta(minutes=minutes))
