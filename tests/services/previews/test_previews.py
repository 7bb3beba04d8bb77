"""Previews: the whole site for whoever has the link, and nothing of it for readers."""

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


def test_it_shows_what_is_written_now_and_readers_see_what_they_saw(ada, admin_engine):
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


def test_it_shows_nothing_of_its_own_address(ada):
    preview = make(ada)

    files = manifest(ada, preview.build_id).files
    shown = [read(ada, preview.build_id, path) for path in files if path.endswith((".html", ".txt", ".xml"))]

    assert shown
    assert not any(preview.hostname in text or secret_of(preview.id) in text for text in shown)


def test_what_was_made_for_one_preview_is_not_made_again_for_the_next(ada, admin_engine):
    publish(ada)
    change(admin_engine, "UPDATE sites SET name = 'Not yet out'")
    first = make(ada)

    second = make(ada)

    assert "Making" in view(ada, first.build_id).build_log
    assert "Nothing changed" in view(ada, second.build_id).build_log
    assert manifest(ada, second.build_id).files.items() <= manifest(ada, first.build_id).files.items()


def test_what_was_published_since_is_not_made_again_either(ada, admin_engine):
    make(ada)
    change(admin_engine, "UPDATE sites SET name = 'Second edition'")
    publish(ada)

    assert "Nothing changed" in view(ada, make(ada).build_id).build_log


def test_a_publication_and_a_preview_do_not_stand_in_each_others_way(ada):
    waits = row(previews.create_preview(ada.site_id, days=7))
    asked = publishing.request_publication(ada.site_id)
    other = row(previews.create_preview(ada.site_id, days=7))

    for build in (other.build_id, asked.id, waits.build_id):
        with tenant_scope(ada.tenant_id):
            publishing.publish(build)

    assert {view(ada, each).status for each in (other.build_id, asked.id, waits.build_id)} == {"success"}
    assert live_build(ada) == asked.id
    assert [each.id for each in publishing.list_builds(ada.site_id)] == [asked.id]


def test_an_earlier_publication_is_shown_from_a_build_of_its_own(ada, admin_engine):
    earlier = publish(ada)
    change(admin_engine, "UPDATE sites SET name = 'Second edition'")
    publish(ada)

    preview = row(previews.create_preview(ada.site_id, days=1, build_id=earlier))

    assert preview.ready_at is not None
    assert preview.build_id != earlier
    assert manifest(ada, preview.build_id).files == manifest(ada, earlier).files


def test_nobody_goes_back_to_a_preview_nor_stops_one(ada):
    publish(ada)
    preview = make(ada)

    with pytest.raises(NotFound):
        publishing.roll_back(ada.site_id, preview.build_id)
    with pytest.raises(NotFound):
        publishing.stop_publication(preview.build_id)


def test_it_opens_at_the_page_that_was_chosen(ada, admin_engine):
    change(admin_engine, "UPDATE pages SET slug = 'chapter' WHERE id = :id", id=ada.page_id)

    made = previews.create_preview(ada.site_id, days=7, page_id=ada.page_id)

    assert previews.get_preview(made).path == "/chapter"


@pytest.mark.parametrize("days", [0, 2, 31, -1])
def test_only_the_offered_times_are_taken(ada, days):
    with pytest.raises(Invalid):
        previews.create_preview(ada.site_id, days=days)


def test_there_are_not_too_many_of_them(ada, monkeypatch):
    monkeypatch.setattr(previews, "MOST", 1)
    previews.create_preview(ada.site_id, days=7)

    with pytest.raises(TooMany):
        previews.create_preview(ada.site_id, days=7)


def test_one_that_was_taken_back_is_not_listed(ada):
    preview = make(ada)
    assert [each.id for each in previews.list_previews(ada.site_id)] == [preview.id]

    previews.revoke_preview(preview.id)
    previews.revoke_preview(preview.id)

    assert not previews.list_previews(ada.site_id)


def test_the_sweep_ends_those_whose_time_is_over(ada, admin_engine):
    over, lasts = make(ada), make(ada)
    change(admin_engine, "UPDATE previews SET expires_at = now() WHERE id = :id", id=over.id)

    housekeeping.run()

    assert row(over.id).revoked_at is not None
    assert row(lasts.id).revoked_at is None


def test_its_files_stay_as_long_as_it_lives(ada, admin_engine):
    preview = make(ada)
    for number in range(12):
        change(admin_engine, "UPDATE sites SET name = :name", name=f"Edition {number}")
        publish(ada)

    collect()
    assert "</html>" in read(ada, preview.build_id, "/index.html")
    previews.revoke_preview(preview.id)
    assert collect().builds == 1


def test_what_it_takes_over_stays_however_much_is_published_while_it_is_made(ada, admin_engine, monkeypatch):
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


def test_an_earlier_publication_cannot_be_shown_while_the_store_is_away(ada, outage):
    first = publish(ada)
    outage.begin()

    with pytest.raises(Unavailable, match="does not answer"):
        previews.create_preview(ada.site_id, days=7, build_id=first)
    outage.end()

    assert not previews.list_previews(ada.site_id)


def collect() -> Collected:
    return publishing.collect_garbage(grace=timedelta(seconds=-60))


def test_previews_do_not_push_publications_out(ada):
    first = publish(ada)
    for _ in range(11):
        make(ada)

    assert collect().builds == 0
    assert "</html>" in read(ada, first, "/index.html")


def test_another_tenant_neither_sees_nor_ends_it(ada, people):
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


def test_nobody_takes_a_name_that_looks_like_a_preview(ada):
    with pytest.raises(Invalid):
        subdomains.clean_subdomain("preview-of-my-book")
    assert domains.suggest_free_subdomain("Preview of my book") == "of-my-book"


def test_a_preview_is_not_in_the_order_of_publications(ada):
    make(ada)
    make(ada)

    with transaction() as session:
        of_kind = select(func.count()).where(SiteBuild.kind == BuildKind.PREVIEW, SiteBuild.publish_seq == 0)
        assert session.scalar(of_kind) == 2
