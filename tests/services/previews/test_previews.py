"""Previews show the whole site to people with the link, separately from the live site."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from app.errors import Invalid, NotFound, TooMany, Unavailable
from app.jobs import housekeeping
from app.models import BuildKind, Page, Site, SiteBuild
from app.services import domains, publishing
from app.services.domains import subdomains
from app.services.previews import previews
from app.services.previews.secrets import secret_of
from app.services.publishing import run
from app.services.publishing.garbage import Collected
from app.tenancy import platform_transaction, tenant_scope, transaction
from tests.services.previews.support import make, row
from tests.services.publishing.support import change, live_build, manifest, publish, read, store, view


@pytest.fixture
def ada(people, clean_database):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def test_a_preview_shows_drafts_and_leaves_the_live_site_unchanged(ada, admin_engine):
    live = publish(ada)
    with transaction() as session:
        before = session.execute(select(Page.published_revision, Page.published_at)).all()
        numbers = session.execute(select(Site.publish_seq, Site.live_seq)).all()
    change(admin_engine, "UPDATE sites SET name = 'Not yet out'")

    preview = make(ada)

    assert preview.ready_at is not None
    assert "Not yet out" in read(ada, preview.build_id, "/index.html")
    assert live_build(ada) == live
    with transaction() as session:
        assert session.execute(select(Page.published_revision, Page.published_at)).all() == before
        assert session.execute(select(Site.publish_seq, Site.live_seq)).all() == numbers


def test_the_pages_of_a_preview_do_not_contain_its_hostname(ada):
    preview = make(ada)

    files = manifest(ada, preview.build_id).files
    shown = [read(ada, preview.build_id, path) for path in files if path.endswith((".html", ".txt", ".xml"))]

    assert shown
    assert not any(preview.hostname in text or secret_of(preview.id) in text for text in shown)


def test_unchanged_pages_of_the_last_preview_are_reused(ada, admin_engine):
    publish(ada)
    change(admin_engine, "UPDATE sites SET name = 'Not yet out'")
    first = make(ada)

    second = make(ada)

    assert "Preparing" in view(ada, first.build_id).build_log
    assert "Nothing changed" in view(ada, second.build_id).build_log
    assert manifest(ada, second.build_id).files.items() <= manifest(ada, first.build_id).files.items()


def test_unchanged_pages_of_a_newer_publication_are_reused(ada, admin_engine):
    make(ada)
    change(admin_engine, "UPDATE sites SET name = 'Second edition'")
    publish(ada)

    assert "Nothing changed" in view(ada, make(ada).build_id).build_log


def test_a_publication_and_a_preview_do_not_block_each_other(ada):
    waits = row(previews.create_preview(ada.site_id, days=7))
    asked = publishing.request_publication(ada.site_id)
    other = row(previews.create_preview(ada.site_id, days=7))

    for build in (other.build_id, asked.id, waits.build_id):
        with tenant_scope(ada.tenant_id):
            publishing.publish(build)

    assert {view(ada, each).status for each in (other.build_id, asked.id, waits.build_id)} == {"success"}
    assert live_build(ada) == asked.id
    assert [each.id for each in publishing.list_builds(ada.site_id)] == [asked.id]


def test_an_earlier_publication_is_shown_as_a_copied_build(ada, admin_engine):
    earlier = publish(ada)
    change(admin_engine, "UPDATE sites SET name = 'Second edition'")
    publish(ada)

    preview = row(previews.create_preview(ada.site_id, days=1, build_id=earlier))

    assert preview.ready_at is not None
    assert preview.build_id != earlier
    assert manifest(ada, preview.build_id).files == manifest(ada, earlier).files


def test_previews_can_be_neither_rolled_back_to_nor_stopped(ada):
    publish(ada)
    preview = make(ada)

    with pytest.raises(NotFound):
        publishing.roll_back(ada.site_id, preview.build_id)
    with pytest.raises(NotFound):
        publishing.stop_publication(preview.build_id)


def test_a_preview_opens_at_the_chosen_page(ada, admin_engine):
    change(admin_engine, "UPDATE pages SET slug = 'chapter' WHERE id = :id", id=ada.page_id)

    made = previews.create_preview(ada.site_id, days=7, page_id=ada.page_id)

    assert previews.get_preview(made).path == "/chapter"


@pytest.mark.parametrize("days", [0, 2, 31, -1])
def test_lifetimes_that_are_not_offered_are_rejected(ada, days):
    with pytest.raises(Invalid):
        previews.create_preview(ada.site_id, days=days)


def test_the_number_of_links_is_limited(ada, monkeypatch):
    monkeypatch.setattr(previews, "MAX_LINKS", 1)
    previews.create_preview(ada.site_id, days=7)

    with pytest.raises(TooMany):
        previews.create_preview(ada.site_id, days=7)


def test_revoked_links_are_not_listed(ada):
    preview = make(ada)
    assert [each.id for each in previews.list_previews(ada.site_id)] == [preview.id]

    previews.revoke_preview(preview.id)
    previews.revoke_preview(preview.id)

    assert not previews.list_previews(ada.site_id)


def test_housekeeping_revokes_expired_links(ada, admin_engine):
    expired, active = make(ada), make(ada)
    change(admin_engine, "UPDATE previews SET expires_at = now() WHERE id = :id", id=expired.id)

    housekeeping.run()

    assert row(expired.id).revoked_at is not None
    assert row(active.id).revoked_at is None


def test_the_files_of_a_preview_are_kept_while_it_is_active(ada, admin_engine):
    preview = make(ada)
    for number in range(12):
        change(admin_engine, "UPDATE sites SET name = :name", name=f"Edition {number}")
        publish(ada)

    collect()
    assert "</html>" in read(ada, preview.build_id, "/index.html")
    previews.revoke_preview(preview.id)
    assert collect().builds == 1


def test_reused_files_are_kept_whatever_is_published_during_the_build(ada, admin_engine, monkeypatch):
    publish(ada)
    put = run.Uploader.finish

    def publish_meanwhile(uploader):
        monkeypatch.setattr(run.Uploader, "finish", put)
        for number in range(12):
            change(admin_engine, "UPDATE sites SET name = :name", name=f"Edition {number}")
            publish(ada)
        collect()
        return put(uploader)

    monkeypatch.setattr(run.Uploader, "finish", publish_meanwhile)
    preview = make(ada)

    assert preview.ready_at is not None
    needed = {stored.sha256: stored.size for stored in manifest(ada, preview.build_id).stored()}
    assert store().missing(ada.tenant_id, needed) == set()


def test_an_earlier_publication_cannot_be_shown_during_a_store_outage(ada, outage):
    first = publish(ada)
    outage.begin()

    with pytest.raises(Unavailable, match="isn’t responding"):
        previews.create_preview(ada.site_id, days=7, build_id=first)
    outage.end()

    assert not previews.list_previews(ada.site_id)


def collect() -> Collected:
    return publishing.collect_garbage(grace=timedelta(seconds=-60))


def test_previews_do_not_count_as_retained_publications(ada):
    first = publish(ada)
    for _ in range(11):
        make(ada)

    assert collect().builds == 0
    assert "</html>" in read(ada, first, "/index.html")


def test_another_tenant_can_neither_see_nor_revoke_a_preview(ada, people):
    preview = make(ada)

    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        assert not previews.list_previews(ada.site_id)
        with pytest.raises(NotFound):
            previews.revoke_preview(preview.id)
        with pytest.raises(NotFound):
            previews.create_preview(ada.site_id, days=7)
    assert row(preview.id).revoked_at is None


def test_the_platform_role_cannot_read_the_links(ada):
    make(ada)

    with pytest.raises(ProgrammingError, match="permission denied"), platform_transaction() as session:
        session.execute(text("SELECT hostname, digest FROM previews"))


def test_hostnames_that_look_like_previews_cannot_be_taken(ada):
    with pytest.raises(Invalid):
        subdomains.clean_subdomain("preview-of-my-book")
    assert domains.suggest_free_subdomain("Preview of my book") == "of-my-book"


def test_a_preview_has_no_place_in_the_sequence_of_publications(ada):
    make(ada)
    make(ada)

    with transaction() as session:
        of_kind = select(func.count()).where(SiteBuild.kind == BuildKind.PREVIEW, SiteBuild.publish_seq == 0)
        assert session.scalar(of_kind) == 2
