"""Customers take turns: however much work one of them has, the others' work is done in between."""

import pytest
from sqlalchemy import select, text

from app.jobs import outbox
from app.jobs.queueing import queue
from app.models import BuildStatus, SiteBuild
from app.services import previews, publishing
from app.services.publishing import lease as leases
from app.tenancy import tenant_scope, transaction
from tests.jobs.support import open_messages, work
from tests.services.publishing.support import change, live_build, view

MANY = 4
AGE = "UPDATE site_builds SET created_at = created_at - interval '1 hour'"


@pytest.fixture
def ada(people):
    return people.ada


@pytest.fixture
def carol(people):
    return people.carol


def request(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        return publishing.request_publication(person.site_id).id


def request_many(person):
    """Request several builds that do not supersede each other, and return their ids."""
    with tenant_scope(person.tenant_id, user_id=person.id), transaction() as session:
        for _ in range(MANY):
            previews.create_preview(person.site_id, days=7)
        return session.scalars(select(SiteBuild.id).order_by(SiteBuild.created_at)).all()


def test_a_customer_who_comes_later_waits_for_one_build_of_another_not_for_all(ada, carol, admin_engine):
    builds = request_many(ada)
    outbox.deliver()
    build = request(carol)
    outbox.deliver()

    work(jobs=2)

    assert live_build(carol) == build
    assert [view(ada, each).status for each in builds].count(BuildStatus.PENDING) == MANY - 1
    work()
    assert {view(ada, each).status for each in builds} == {BuildStatus.SUCCESS}


def test_whoever_has_a_running_build_comes_after_those_who_have_none(ada, carol, admin_engine):
    first, *_waiting = request_many(ada)
    with tenant_scope(ada.tenant_id):
        leases.acquire(first)
    change(admin_engine, "UPDATE site_builds SET started_at = NULL")
    request(carol)
    change(admin_engine, f"{AGE} WHERE tenant_id = :t", t=ada.tenant_id)

    assert publishing.next_turn().tenant_id == carol.tenant_id


def test_whoever_was_served_last_comes_last(ada, carol, admin_engine):
    for person in (ada, carol):
        request_many(person)
    change(admin_engine, f"{AGE} WHERE tenant_id = :t", t=ada.tenant_id)

    served = []
    for _ in range(2 * MANY):
        turn = publishing.next_turn()
        served.append(turn.tenant_id)
        change(
            admin_engine,
            "UPDATE site_builds SET status = 'stopped', started_at = clock_timestamp() WHERE id = :id",
            id=turn.build_id,
        )

    assert served == [ada.tenant_id, carol.tenant_id] * MANY
    assert publishing.next_turn() is None


def test_a_customer_may_have_several_running_builds_while_nobody_else_waits(ada, admin_engine):
    first, second, *_more = request_many(ada)
    with tenant_scope(ada.tenant_id):
        leases.acquire(first)
    change(admin_engine, f"{AGE} WHERE id = :id", id=second)

    assert publishing.next_turn() == publishing.Turn(ada.tenant_id, second)


def test_a_worker_that_was_slower_takes_the_next_turn(ada, carol, admin_engine, monkeypatch):
    """Another worker leases the chosen build at the same moment."""
    theirs, ours = request(ada), request(carol)
    outbox.deliver()
    change(admin_engine, f"{AGE} WHERE tenant_id = :t", t=ada.tenant_id)
    choose = publishing.next_turn

    def choose_late(*, large):
        turn = choose(large=large)
        if turn.build_id == theirs:
            with tenant_scope(ada.tenant_id):
                leases.acquire(theirs)
        return turn

    monkeypatch.setattr(publishing, "next_turn", choose_late)
    work(jobs=1)

    assert live_build(carol) == ours


def test_a_build_is_logged_under_the_request_that_caused_it(ada, carol, admin_engine, caplog):
    request_many(ada)
    request(carol)
    with admin_engine.connect() as connection:
        connection.execute(text("UPDATE outbox SET request_id = tenant_id::text"))
        connection.commit()
    turn = publishing.next_turn()

    assert publishing.find_request_id(turn) == str(turn.tenant_id)


@pytest.mark.parametrize("topic", ["links", "garbage"])
def test_each_customer_has_one_long_job_of_a_kind_in_the_queue(ada, carol, admin_engine, topic):
    insert = (
        "INSERT INTO outbox (tenant_id, topic, payload) SELECT :t, :topic, :p FROM generate_series(1, :count)"
    )
    for person, count in ((ada, MANY), (carol, 2)):
        payload = f'{{"site_id": "{person.site_id}"}}' if topic == "links" else "{}"
        change(admin_engine, insert, t=person.tenant_id, topic=topic, p=payload, count=count)

    left = []
    while open_messages(admin_engine):
        outbox.deliver()
        left.append(queue("default").count)
        work()
        outbox.deliver()

    assert left == [2, 2, 1, 1]
