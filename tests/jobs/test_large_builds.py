"""Large builds have a queue of their own: a build that turns out to be large makes room for small ones."""

import pytest

from app.extensions import redis
from app.jobs import outbox, stale_builds
from app.jobs.publishing import large_job_id
from app.jobs.queueing import QUEUES, queue
from app.models import BuildStatus
from app.services import publishing
from app.services.publishing import lease as leases
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, view

SMALL_QUEUES = [name for name in QUEUES if name != "large-builds"]
AGE = "UPDATE site_builds SET created_at = created_at - interval '1 hour'"


@pytest.fixture
def ada(people):
    return people.ada


@pytest.fixture
def carol(people):
    return people.carol


@pytest.fixture
def every_build_is_large(monkeypatch):
    monkeypatch.setattr(leases, "LARGE_SECONDS", -1.0)
    return monkeypatch


def request(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        build = publishing.request_publication(person.site_id).id
    outbox.deliver()
    return build


def is_large(person, build):
    with tenant_scope(person.tenant_id):
        return publishing.is_large(build)


def test_a_build_that_turns_out_to_be_large_waits_in_the_queue_of_large_builds(ada, every_build_is_large):
    build = request(ada)

    work(SMALL_QUEUES)

    assert is_large(ada, build)
    assert view(ada, build).status == BuildStatus.PENDING
    assert queue("large-builds").count == 1
    work()
    assert live_build(ada) == build


def test_a_handed_over_attempt_is_neither_counted_nor_logged(ada, every_build_is_large):
    build = request(ada)
    before = view(ada, build).build_log

    work(SMALL_QUEUES)

    assert view(ada, build).build_log == before
    work()
    assert view(ada, build).build_log.count("Preparing") == 1


def test_large_builds_do_not_occupy_a_worker_for_small_ones(ada, carol, every_build_is_large):
    large = request(ada)
    work(SMALL_QUEUES)
    every_build_is_large.undo()
    small = request(carol)

    work(SMALL_QUEUES)

    assert live_build(carol) == small
    assert view(ada, large).status == BuildStatus.PENDING


def test_the_next_build_of_a_tenant_with_a_large_one_is_taken_to_be_large(ada, carol, every_build_is_large):
    request(ada)
    work()

    again, other = request(ada), request(carol)

    assert is_large(ada, again)
    assert not is_large(carol, other)
    work(SMALL_QUEUES)
    assert view(ada, again).status == BuildStatus.PENDING


def test_a_build_that_was_taken_to_be_large_but_is_not_makes_the_next_one_small(ada, every_build_is_large):
    request(ada)
    work()
    every_build_is_large.undo()

    taken = request(ada)
    work()
    following = request(ada)

    assert live_build(ada) == taken
    assert not is_large(ada, following)


def test_a_large_build_whose_job_was_lost_is_enqueued_again(ada, every_build_is_large, admin_engine):
    build = request(ada)
    work(SMALL_QUEUES)
    queue("large-builds").empty()
    change(admin_engine, AGE)

    stale_builds.sweep()
    work()

    assert live_build(ada) == build


def test_one_unreadable_key_does_not_keep_lost_builds_from_the_queue(
    ada, carol, every_build_is_large, admin_engine
):
    builds = {person: request(person) for person in (ada, carol)}
    work(SMALL_QUEUES)
    queue("large-builds").empty()
    redis().set(f"rq:job:{large_job_id(builds[ada], 0)}", "no hash")
    change(admin_engine, AGE)

    for _ in range(2):
        stale_builds.sweep()
    work()

    assert {person: live_build(person) for person in builds} == builds


def test_a_worker_for_large_builds_takes_from_its_queues_in_turn(ada, carol, every_build_is_large):
    large = request(ada)
    work(SMALL_QUEUES)
    for _ in range(3):
        queue("publishing").enqueue_call("publish_site", kwargs={"tenant_id": "x", "build_id": "x"})

    work(["publishing", "large-builds"], jobs=2)

    assert live_build(ada) == large
