import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.services import link_checks, pages
from app.services.link_checks import checking
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.services.link_checks.support import OPEN, broken, rich
from tests.services.publishing.support import change, link_to, on_site


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def create_page(engine, person, *addresses):
    with on_site(engine, person) as (session, site):
        return make_page(session, site, slug="links", title="Links", data=rich(*addresses))


def replace_links(engine, page, *addresses):
    change(
        engine,
        "UPDATE pages SET puck_data = :data, revision = revision + 1, snapshot_revision = revision + 1 "
        "WHERE id = :id",
        id=page.id,
        data=json.dumps(rich(*addresses)),
    )


def pass_time(engine, **time):
    """Shift all checks into the past by this duration."""
    change(
        engine,
        "UPDATE link_checks SET checked_at = checked_at - :time, since = since - :time",
        time=timedelta(**time),
    )


def check(person, **how):
    link_checks.check_links(person.site_id, policy=OPEN, **how)


def test_a_dead_link_is_listed_after_one_check_until_it_is_removed(ada, admin_engine, elsewhere):
    page = create_page(
        admin_engine, ada, *(f"{elsewhere.url}/{path}" for path in ("alive", "dead", "members"))
    )
    assert broken(ada.site_id) == []

    check(ada)

    assert broken(ada.site_id) == [("Links", "Text", f"{elsewhere.url}/dead")]
    assert link_checks.count_broken(ada.site_id) == 1
    replace_links(admin_engine, page)
    check(ada)
    assert broken(ada.site_id) == []


def test_an_unforeseen_error_about_one_link_does_not_end_the_checks_of_the_others(
    ada, admin_engine, elsewhere, caplog
):
    def resolve(name, port):
        if name == "strange-name.org":
            raise RuntimeError
        return OPEN.resolve(name, port)

    create_page(admin_engine, ada, "http://strange-name.org:80/", f"{elsewhere.url}/dead")

    link_checks.check_links(ada.site_id, policy=replace(OPEN, resolve=resolve))

    assert broken(ada.site_id) == [("Links", "Text", f"{elsewhere.url}/dead")]
    assert set(checking.known_checks(ada.site_id)) == {"http://strange-name.org:80/", f"{elsewhere.url}/dead"}
    assert "A link check failed." in caplog.text


def test_a_host_that_is_stuck_does_not_hold_the_run(ada, admin_engine, elsewhere, monkeypatch):
    monkeypatch.setattr(checking, "RUN_SECONDS", 0.5)
    monkeypatch.setattr(checking, "LAST_LOOK_SECONDS", 0.5)
    released = threading.Event()

    def resolve(name, port):
        if name == "stuck-name.org":
            released.wait(600)
        return OPEN.resolve(name, port)

    create_page(admin_engine, ada, "http://stuck-name.org:80/", f"{elsewhere.url}/dead")
    try:
        link_checks.check_links(ada.site_id, policy=replace(OPEN, resolve=resolve))
    finally:
        released.set()

    assert broken(ada.site_id) == [("Links", "Text", f"{elsewhere.url}/dead")]
    assert set(checking.known_checks(ada.site_id)) == {f"{elsewhere.url}/dead"}


def test_a_transient_failure_is_not_reported_but_a_persistent_one_is(ada, admin_engine, elsewhere):
    create_page(admin_engine, ada, f"{elsewhere.url}/broken", "http://localhost:1/nobody")
    check(ada)
    check(ada)
    assert broken(ada.site_id) == []

    pass_time(admin_engine, hours=1)
    check(ada)

    assert [target for _title, _part, target in broken(ada.site_id)] == [
        f"{elsewhere.url}/broken",
        "http://localhost:1/nobody",
    ]
    elsewhere.answers["/broken"] = (200, "")
    check(ada, address=f"{elsewhere.url}/broken")
    assert [target for *_, target in broken(ada.site_id)] == ["http://localhost:1/nobody"]


def test_a_broken_link_shows_how_long_it_has_failed_and_when_it_was_checked(ada, admin_engine, elsewhere):
    create_page(admin_engine, ada, f"{elsewhere.url}/dead")
    check(ada)
    (first,) = link_checks.list_broken(ada.site_id)
    assert first.since == first.checked_at

    check(ada)

    (again,) = link_checks.list_broken(ada.site_id)
    assert again.since == first.since
    assert again.checked_at > first.checked_at


def test_links_to_one_host_are_spread_over_several_runs(ada, admin_engine, elsewhere, monkeypatch):
    monkeypatch.setattr(checking, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(checking, "MAX_PER_HOST", 2)
    create_page(admin_engine, ada, *(f"{elsewhere.url}/{number}" for number in range(5)))

    check(ada)
    report = link_checks.read_report(ada.site_id)
    assert (report.external, report.unchecked, len(report.broken)) == (5, 3, 2)
    check(ada, only_due=True)
    check(ada, only_due=True)

    assert len(broken(ada.site_id)) == 5
    assert len({path for _method, path in elsewhere.asked}) == 5
    check(ada, only_due=True)
    assert len(elsewhere.asked) == 5


def test_if_no_host_responds_no_link_is_reported(ada, admin_engine, elsewhere):
    dead = [f"http://localhost:{port}/" for port in (1, 2, 3)]
    page = create_page(admin_engine, ada, *dead)
    check(ada)
    assert link_checks.read_report(ada.site_id).unchecked == 3

    replace_links(admin_engine, page, *dead, f"{elsewhere.url}/alive")
    check(ada)

    assert link_checks.read_report(ada.site_id).unchecked == 0


def test_internal_addresses_are_not_requested(ada, admin_engine, elsewhere):
    create_page(admin_engine, ada, f"{elsewhere.url}/alive")
    link_checks.check_links(ada.site_id)
    (found,) = link_checks.list_broken(ada.site_id)
    assert found.trouble == "This address can’t be checked."
    assert elsewhere.asked == []


def test_links_within_the_site_are_resolved_without_requests(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        books = make_page(session, site, slug="books", title="Books")
        make_page(session, site, slug="a", title="A", data=link_to(books.id), position=1)
        make_page(
            session, site, slug="b", title="B", data=rich("/books", "/nowhere", "/books#emma"), position=2
        )
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        assert broken(people.ada.site_id) == [("B", "Text", "/nowhere")]
        pages.delete_page(books.id)
        assert [title for title, *_ in broken(people.ada.site_id)] == ["A", "B", "B", "B"]


def test_another_tenants_links_are_not_seen(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="b", title="B", data=rich("/nowhere"))
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        assert broken(people.carol.site_id) == []
