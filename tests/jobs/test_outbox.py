"""From the outbox through the queue to a worker: nothing is lost, and repeating a step is harmless."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from rq.job import JobStatus

from app import extensions
from app.adapters import mail
from app.jobs import outbox, stale_builds
from app.jobs.attempts import retries
from app.jobs.queueing import find_job, queue
from app.models import BuildStatus
from app.services import parked_work, publishing
from app.services.mail import MailKind, send_later
from app.tenancy import tenant_scope
from tests.jobs.support import open_messages, work
from tests.services.publishing.support import change, live_build, view


@pytest.fixture
def ada(people):
    return people.ada


def request(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        return publishing.request_publication(person.site_id).id


def request_mail(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        send_later(MailKind.PASSWORD_RESET, user_id=person.id)


def test_a_publication_goes_through_outbox_queue_and_worker(ada, admin_engine):
    build = request(ada)

    assert outbox.deliver() == 0
    work()

    assert live_build(ada) == build
    assert open_messages(admin_engine) == 0


def test_a_build_lost_by_the_queue_is_requeued(ada, admin_engine):
    build = request(ada)
    outbox.deliver()
    extensions.redis().flushdb()
    stale_builds.sweep()
    work()
    assert view(ada, build).status is BuildStatus.PENDING

    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")
    stale_builds.sweep()
    stale_builds.sweep()
    assert queue("publishing").count == 1
    work()

    assert live_build(ada) == build


def test_a_build_that_waits_for_a_long_time_is_queued_only_once(ada, admin_engine):
    request(ada)
    outbox.deliver()
    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 hour'")

    for _ in range(5):
        stale_builds.sweep()

    assert len(extensions.redis().keys("rq:job:*")) == 1


def test_a_build_whose_job_ended_early_is_requeued(ada, admin_engine):
    build = request(ada)
    outbox.deliver()
    change(admin_engine, "UPDATE site_builds SET lease_until = now() + interval '1 minute'")
    work()
    assert view(ada, build).status is BuildStatus.PENDING

    change(admin_engine, "UPDATE site_builds SET lease_until = now() - interval '1 second'")
    stale_builds.sweep()
    work()

    assert live_build(ada) == build


def test_a_build_whose_job_was_taken_by_a_dead_worker_is_requeued(ada, admin_engine):
    build = request(ada)
    outbox.deliver()
    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")
    (job_id,) = queue("publishing").get_job_ids()
    job = find_job(job_id)
    queue("publishing").remove(job_id)
    job.started_at = datetime.now(UTC)
    job.set_status(JobStatus.STARTED)
    job.save()
    stale_builds.sweep()
    assert queue("publishing").count == 0

    job.started_at -= timedelta(minutes=1)
    job.save()
    stale_builds.sweep()
    work()

    assert live_build(ada) == build


def test_a_build_whose_worker_died_is_requeued(ada, admin_engine):
    build = request(ada)
    change(
        admin_engine,
        "UPDATE site_builds SET status = 'building', attempts = 1, lease_id = gen_random_uuid(), "
        "lease_until = now() - interval '1 second'",
    )
    stale_builds.sweep()
    work()

    assert live_build(ada) == build


def test_a_mail_is_sent_once_and_its_message_is_closed(ada, admin_engine):
    request_mail(ada)

    assert outbox.deliver() == 1
    assert outbox.deliver() == 1
    assert queue("mail").count == 1
    work()

    assert outbox.deliver() == 0
    assert open_messages(admin_engine) == 0
    assert [kept.to for kept in mail.list_stored()][:1] == [ada.email]


def test_a_mail_lost_by_the_queue_is_enqueued_again(ada, admin_engine):
    request_mail(ada)
    outbox.deliver()
    extensions.redis().flushdb()

    outbox.deliver()
    work()
    outbox.deliver()

    assert open_messages(admin_engine) == 0


def test_a_mail_without_a_composer_is_parked_after_three_attempts(ada, admin_engine, monkeypatch):
    before = mail.list_stored()
    monkeypatch.setattr(retries, "FAULT_PAUSE", timedelta())
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, 'mail', :p)",
        t=ada.tenant_id,
        p=f'{{"kind": "no-such-kind", "user_id": "{ada.id}", "reason": "none"}}',
    )
    for _ in range(3):
        assert open_messages(admin_engine) == 1
        outbox.deliver()
        work()
        outbox.deliver()

    assert open_messages(admin_engine) == 0
    assert mail.list_stored() == before
    (parked,) = parked_work.list_parked()
    assert (parked.kind, parked.tenant_id, parked.tries) == ("mail", ada.tenant_id, 3)
    assert parked.error == "UnknownMail"


def test_a_failed_job_is_not_retried_at_once(ada, admin_engine):
    change(
        admin_engine,
        'INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, \'mail\', \'{"kind": "x", "user_id": "y"}\')',
        t=ada.tenant_id,
    )
    outbox.deliver()
    work()

    outbox.deliver()
    outbox.deliver()
    assert queue("mail").count == 0
    assert open_messages(admin_engine) == 1


def test_an_unknown_topic_is_closed_and_blocks_nothing(ada, admin_engine):
    change(
        admin_engine, "INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, 'x', '{}')", t=ada.tenant_id
    )
    build = request(ada)

    outbox.deliver()
    work()

    assert open_messages(admin_engine) == 0
    assert live_build(ada) == build


def test_long_running_work_does_not_block_later_messages(people, admin_engine):
    """One tenant has more open messages than the relay handles in one batch."""
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload) "
        "SELECT :t, 'links', jsonb_build_object('site_id', gen_random_uuid()) FROM generate_series(1, 450)",
        t=people.carol.tenant_id,
    )
    for _ in range(3):
        outbox.deliver()
    assert queue("default").count == 1

    request_mail(people.ada)
    build = request(people.ada)
    outbox.deliver()
    assert queue("mail").count == 1
    assert queue("publishing").count == 1

    work(["mail", "publishing"])
    for _ in range(4):
        outbox.deliver()
    assert open_messages(admin_engine) == 450
    assert live_build(people.ada) == build


def test_a_message_that_cannot_be_enqueued_is_parked_alone(ada, admin_engine):
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, 'publication', '{}'), "
        "(:t, 'mail', '{\"job_id\": \"mine\"}')",
        t=ada.tenant_id,
    )
    build = request(ada)

    outbox.deliver()
    work()

    assert open_messages(admin_engine) == 0
    assert live_build(ada) == build


def test_messages_stay_open_while_the_queue_is_unavailable(ada, admin_engine, monkeypatch):
    build = request(ada)
    away = redis.Redis(unix_socket_path="/nowhere", retry=None)
    monkeypatch.setattr("app.jobs.queueing.redis", lambda: away)

    with pytest.raises(redis.RedisError):
        outbox.deliver()
    assert open_messages(admin_engine) == 1

    monkeypatch.undo()
    outbox.deliver()
    work()
    assert live_build(ada) == build
