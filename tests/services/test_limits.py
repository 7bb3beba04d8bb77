"""Nothing that a tenant or a stranger can add to grows without end: each collection has a limit, and says so kindly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from app.components.fields import RichText
from app.components.text import sanitize
from app.errors import DomainError
from app.models.base import Base
from app.services import (
    accounts,
    documents,
    editing,
    history,
    pages,
    previews,
    publishing,
    redirects,
    releases,
    sections,
    sites,
)
from app.services.accounts import rate_limits, sessions
from app.services.documents import Gesture
from app.services.history import versions
from app.services.media import assets
from app.services.pages import pages as pages_module
from app.services.previews import previews as previews_module
from app.services.redirects import changes as redirect_changes
from app.services.releases import Wanted
from app.services.releases import changes as release_changes
from app.services.sections import saved, shared
from app.services.sites import creation
from app.tenancy import tenant_scope
from app.tree.model import slots
from tests.factories import People
from tests.pictures import jpeg

ROOM = 3
"""The size to which the tests reduce each limit."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A collection, the number that limits it, and how one more is added to it."""

    of: str
    table: str = ""
    place: object
    name: str
    largest: int
    add: Callable[..., object]
    says: str


def add_site(_ada, name):
    sites.create_site(name=name, author_name="Ada", subdomain=f"ada-{name}", template_slug="plain")


def add_page(ada, name):
    return pages.create_page(ada.site_id, title=name)


def insert(ada):
    applied = editing.insert_block(ada.page_id, component="Heading", gesture=Gesture())
    return applied.operation.changes[-1].block.id


def share(ada, name):
    return editing.share_block(ada.page_id, insert(ada), name=name, gesture=Gesture())


def redirect(ada, name):
    redirects.add_redirect(ada.site_id, from_path=f"/{name}", target="https://example.com")


def redirect_deleted(ada, name):
    pages.delete_page(add_page(ada, name).id, leads_to="https://example.com")


def release(ada, name):
    page = add_page(ada, name)
    starts = datetime.now(UTC) + timedelta(days=1)
    releases.create_release(
        ada.site_id,
        Wanted(name=name, zone="UTC", starts_at=starts, ends_at=None, pages=frozenset({page.id})),
    )


def upload(_ada, name):
    return assets.create_asset(jpeg(seed=int(name)), name=name)


def upload_and_delete(ada, name):
    assets.delete_asset(upload(ada, name).id)


LIMITS = [
    Limit(of="sites of a tenant", table="sites", place=creation, name="MAX_SITES", largest=200, add=add_site,
          says="limit of 3 sites"),
    Limit(of="pages of a site", table="pages", place=pages_module, name="MAX_PAGES", largest=2000, add=add_page,
          says="limit of 3 pages"),
    Limit(of="pages in the trash", place=pages_module, name="MAX_IN_TRASH", largest=5000,
          add=lambda ada, name: pages.delete_page(add_page(ada, name).id), says="trash is full"),
    Limit(of="blocks of a page", place=slots, name="MAX_BLOCKS", largest=5000, add=lambda ada, _name: insert(ada),
          says="page is full"),
    Limit(of="shared sections of a site", place=shared, name="MAX_SECTIONS", largest=500, add=share,
          says="at most 3 shared sections"),
    Limit(of="saved sections of a site", table="saved_sections", place=saved, name="MAX_SAVED", largest=200,
          add=lambda ada, name: sections.save_block(ada.page_id, "heading-1", name=name),
          says="at most 3 saved sections"),
    Limit(of="redirects of a site", table="site_redirects", place=redirect_changes, name="MAX_REDIRECTS",
          largest=10_000, add=redirect, says="at most 3 redirects"),
    Limit(of="redirects of deleted pages", place=redirect_changes, name="MAX_REDIRECTS", largest=10_000,
          add=redirect_deleted, says="at most 3 redirects"),
    Limit(of="named versions of a page", table="page_versions", place=versions, name="MAX_NAMED", largest=1000,
          add=lambda ada, name: history.name_version(ada.page_id, name=name), says="at most 3 versions"),
    Limit(of="planned releases of a site", table="releases", place=release_changes, name="MAX_WAITING", largest=200,
          add=release, says="at most 3 planned releases"),
    Limit(of="pictures of a tenant", table="assets", place=assets, name="MAX_PICTURES", largest=20_000, add=upload,
          says="limit of 3 pictures"),
    Limit(of="deleted pictures of a tenant", place=assets, name="MAX_PICTURES", largest=20_000,
          add=upload_and_delete, says="limit of 3 pictures"),
    Limit(of="links to previews of a site", table="previews", place=previews_module, name="MAX_LINKS", largest=20,
          add=lambda ada, _name: previews.create_preview(ada.site_id, days=7), says="already have 3 links"),
]  # fmt: skip
RATES = {
    "site_builds": "publications of a site",
    "build_holds": "previews of a site",
    "outbox": "publications of a site",
    "edge_events": "publications of a site",
    "users": "sign-up from a network",
    "tenants": "sign-up from a network",
    "memberships": "sign-up from a network",
    "user_credentials": "sign-up from a network",
    "password_resets": "password resets from a network",
}
"""Tables that a stranger or a tenant adds to at a limited rate, each with the name of the limit."""
OTHERS = {
    "hosts": "as many as sites, and one for each change of a subdomain",
    "release_items": "at most the pages of a site for each release",
    "site_locks": "one for each page",
    "link_checks": "the links on the pages of a site; `MAX_PAGES` in `link_checks/places.py`",
    "page_references": "what the blocks of a page refer to",
    "page_operations": "one for each edit, folded after ten minutes",
    "page_addresses": "one for each page that a publication has moved",
    "page_conflicts": "one for each text, tab and member who edited it at the same time as another",
    "sessions": "`MAX_SESSIONS` of each user; tested below",
    "edge_reports": "one for each site and edge",
    "audit_log": "one line for each action of a member, all of which are limited",
    "staff_audit_log": "only our staff add to it",
    "support_sessions": "only our staff add to it",
    "templates": "only operators add to it",
    "template_versions": "only operators add to it",
}
"""Tables that need no limit of their own, each with the reason."""


def fill(ada, limit):
    """Add more than the limit; some collections are not empty at first."""
    for number in range(3 * ROOM):
        limit.add(ada, str(number))


@pytest.fixture
def ada(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def test_every_table_has_a_limit_or_a_reason():
    listed = [*(limit.table for limit in LIMITS if limit.table), *RATES, *OTHERS]

    assert sorted(listed) == sorted(Base.metadata.tables)
    assert set(RATES.values()) <= rate_limits.LIMITS.keys()


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.of)
def test_one_more_than_the_limit_is_refused_with_a_reason(ada, monkeypatch, limit):
    assert getattr(limit.place, limit.name) == limit.largest
    monkeypatch.setattr(limit.place, limit.name, ROOM)

    with pytest.raises(DomainError, match=limit.says):
        fill(ada, limit)


def test_restoring_does_not_exceed_a_limit(ada, monkeypatch):
    page, saved_section = add_page(ada, "Old"), sections.save_block(ada.page_id, "heading-1", name="Old")
    share(ada, "Old")
    (shared_section,) = sections.list_sections(ada.site_id)
    documents.undo(ada.page_id, gesture=Gesture())
    pages.delete_page(page.id)
    sections.delete_saved(saved_section.id)
    sections.delete_section(shared_section.id)
    for place, name in ((pages_module, "MAX_PAGES"), (saved, "MAX_SAVED"), (shared, "MAX_SECTIONS")):
        monkeypatch.setattr(place, name, 0)

    for restore, old in (
        (pages.restore_page, page),
        (sections.restore_saved, saved_section),
        (sections.restore_section, shared_section),
    ):
        with pytest.raises(DomainError, match=r"limit of|at most"):
            restore(old.id)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("publications of a site", lambda ada: publishing.request_publication(ada.site_id)),
        (
            "previews of a site",
            lambda ada: previews.revoke_preview(previews.create_preview(ada.site_id, days=7)),
        ),
    ],
)
def test_what_is_asked_for_again_and_again_is_refused_for_a_while(ada, monkeypatch, name, ask):
    monkeypatch.setitem(rate_limits.LIMITS, name, "3/minute")
    rate_limits._items.cache_clear()

    for _time in range(3):
        ask(ada)
    with pytest.raises(DomainError, match="Please wait a minute"):
        ask(ada)

    rate_limits._items.cache_clear()


def test_the_oldest_sessions_of_a_user_end_when_there_are_too_many(people, monkeypatch):
    monkeypatch.setattr(sessions, "MAX_SESSIONS", ROOM)
    begin = partial(accounts.start_session, people.ada.id, user_agent="Firefox", ip="192.0.2.1")

    tokens = [begin() for _ in range(ROOM + 2)]

    assert [accounts.find_identity(token) is not None for token in tokens] == [False] * 2 + [True] * ROOM
    assert len(accounts.list_sessions(people.ada.id)) == ROOM


def test_a_text_can_only_be_so_long():
    field = RichText(label="Text")
    field.clean("a" * sanitize.MAX_TEXT)

    with pytest.raises(DomainError, match="200,000"):
        field.clean("a" * (sanitize.MAX_TEXT + 1))
