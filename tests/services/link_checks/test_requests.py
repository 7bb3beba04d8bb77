import pytest
from sqlalchemy import text

from app.errors import NotFound
from app.services import link_checks
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.services.link_checks.support import OPEN, rich
from tests.services.publishing.support import change, on_site, publish


def make_due(engine):
    change(engine, "UPDATE sites SET links_due_at = now() - interval '1 minute'")


def count_messages(engine):
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM outbox WHERE topic = 'links'")).scalar()


def test_published_sites_are_due_once_a_week(people, admin_engine):
    make_due(admin_engine)
    assert link_checks.list_due() == []
    publish(people.ada)
    assert link_checks.list_due() == [(people.ada.tenant_id, people.ada.site_id)]

    with tenant_scope(people.ada.tenant_id):
        link_checks.check_links(people.ada.site_id, policy=OPEN)

    assert link_checks.list_due() == []
    with admin_engine.connect() as connection:
        query = "SELECT links_due_at - links_checked_at FROM sites WHERE id = :id"
        assert connection.execute(text(query), {"id": people.ada.site_id}).scalar().days == 7


def test_an_unconfirmed_failure_is_due_within_the_hour(people, admin_engine, elsewhere):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="b", title="B", data=rich(f"{elsewhere.url}/broken"))
    with tenant_scope(people.ada.tenant_id):
        link_checks.check_links(people.ada.site_id, policy=OPEN)
    with admin_engine.connect() as connection:
        query = "SELECT links_due_at - links_checked_at FROM sites WHERE id = :id"
        assert connection.execute(text(query), {"id": people.ada.site_id}).scalar().seconds == 3600


def test_duplicate_requests_are_merged(people, admin_engine):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        for _ in range(2):
            link_checks.request_check(people.ada.site_id)
            link_checks.request_due_check(people.ada.site_id)
        assert link_checks.read_report(people.ada.site_id).requested_at is not None
    assert count_messages(admin_engine) == 1


def test_only_links_of_the_site_can_be_rechecked(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id), pytest.raises(NotFound):
        link_checks.request_check(people.ada.site_id, address="http://localhost:1/made-up")


def test_another_tenants_site_cannot_be_checked(people):
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id), pytest.raises(NotFound):
        link_checks.request_check(people.ada.site_id)
