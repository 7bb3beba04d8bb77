"""Link checks, from the request or the schedule, through outbox, queue and worker, to the report."""

import pytest

from app import extensions
from app.jobs import links, outbox
from app.services import link_checks
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.jobs.support import open_messages, work
from tests.services.link_checks.support import OPEN, another_site, broken, rich
from tests.services.publishing.support import change, on_site, publish


@pytest.fixture
def site(people, admin_engine, monkeypatch):
    """Ada's site, with a broken external link."""
    monkeypatch.setattr(links, "POLICY", OPEN)
    with another_site() as server:
        with on_site(admin_engine, people.ada) as (session, site):
            make_page(session, site, slug="b", title="B", data=rich(f"{server.url}/gone"))
        yield people.ada


def found(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        return [title for title, *_ in broken(person.site_id)]


def test_the_results_of_a_requested_check_are_in_the_report(site, admin_engine):
    with tenant_scope(site.tenant_id, user_id=site.id):
        link_checks.request_check(site.site_id)
    outbox.deliver()
    work()
    outbox.deliver()

    assert found(site) == ["B"]
    assert open_messages(admin_engine) == 0


def test_a_due_site_is_checked_once(site, admin_engine):
    publish(site)
    change(admin_engine, "UPDATE sites SET links_due_at = now() - interval '1 minute'")

    links.request_due_checks()
    links.request_due_checks()
    outbox.deliver()
    work()
    outbox.deliver()

    assert found(site) == ["B"]
    assert open_messages(admin_engine) == 0
    assert link_checks.list_due() == []


def test_a_check_lost_by_the_queue_is_enqueued_again(site, admin_engine):
    publish(site)
    change(admin_engine, "UPDATE sites SET links_due_at = now() - interval '1 minute'")
    links.request_due_checks()
    outbox.deliver()
    extensions.redis().flushdb()

    outbox.deliver()
    work()

    assert found(site) == ["B"]
