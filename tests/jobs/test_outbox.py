"""From the outbox to the queue and through a worker: nothing lost, nothing hurt by being done twice."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from rq.job import JobStatus

from app import extensions
from app.adapters import mail
from app.jobs import builds, outbox
from app.jobs.queueing import find_job, queue
from app.models import BuildStatus
from app.services import publishing
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


def ask_for_mail(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        send_later(MailKind.PASSWORD_RESET, user_id=person.id)


def test_a_publication_goes_through_outbox_queue_and_worker(ada, admin_engine):
    build = request(ada)

    assert outbox.deliver() == 0
    work()

    assert live_build(ada) == build
    assert open_messages(admin_engine) == 0


def test_what_the_queue_forgot_is_swept_up(ada, admin_engine):
    build = request(ada)
    outbox.deliver()
    extensions.redis().flushdb()
    builds.sweep()
    work()
    assert view(ada, build).status is BuildStatus.PENDING

    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")
    builds.sweep()
    builds.sweep()
    assert queue("publishing").count == 1
    work()

    assert live_build(ada) == build


def test_a_build_that_waits_in_the_queue_is_there_once_however_long(ada, admin_engine):
    request(ada)
    outbox.deliver()
    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 hour'")

    for _ in range(5):
        builds.sweep()

    assert len(extensions.redis().keys("rq:job:*")) == 1


def test_a_build_whose_job_ended_without_it_is_put_in_again(ada, admin_engine):
    build = request(ada)
    outbox.deliver()
    change(admin_engine, "UPDATE site_builds SET lease_until = now() + interval '1 minute'")
    work()
    assert view(ada, build).status is BuildStatus.PENDING

    change(admin_engine, "UPDATE site_builds SET lease_until = now() - interval '1 second'")
    builds.sweep()
    work()

    assert live_build(ada) == build


def test_a_build_whose_job_a_dead_worker_took_is_put_in_again(ada, admin_engine):
    build = request(ada)
    outbox.deliver()
    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")
    (job_id,) = queue("publishing").get_job_ids()
    job = find_job(job_id)
    queue("publishing").remove(job_id)
    job.started_at = datetime.now(UTC)
    job.set_status(JobStatus.STARTED)
    job.save()
    builds.sweep()
    assert queue("publishing").count == 0

    job.started_at -= timedelta(minutes=1)
    job.save()
    builds.sweep()
    work()

    assert live_build(ada) == build


def test_a_build_whose_worker_died_is_swept_up(ada, admin_engine):
    build = request(ada)
    change(
        admin_engine,
        "UPDATE site_builds SET status = 'building', attempts = 1, lease_id = gen_random_uuid(), "
        "lease_until = now() - interval '1 second'",
    )
    builds.sweep()
    work()

    assert live_build(ada) == build


def test_a_mail_is_sent_once_and_its_message_closed(ada, admin_engine):
    ask_for_mail(ada)

    assert outbox.deliver() == 1
    assert outbox.deliver() == 1
    assert queue("mail").count == 1
    work()

    assert outbox.deliver() == 0
    assert open_messages(admin_engine) == 0
    assert [kept.to for kept in mail.list_kept()][:1] == [ada.email]


def test_a_mail_that_the_queue_forgot_is_handed_over_again(ada, admin_engine):
    ask_for_mail(ada)
    outbox.deliver()
    extensions.redis().flushdb()

    outbox.deliver()
    work()
    outbox.deliver()

    assert open_messages(admin_engine) == 0


def test_a_mail_that_nobody_composes_is_tried_three_times_and_parked(ada, admin_engine, monkeypatch):
    before = mail.list_kept()
    monkeypatch.setattr(outbox, "PAUSE_SECONDS", 0)
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, 'mail', :p)",
        t=ada.tenant_id,
        p=f'{{"kind": "no-such-kind", "user_id": "{ada.id}", "reason": "none"}}',
    )
    for _ in range(3):
        assert outbox.deliver() == 1
        work()

    assert outbox.deliver() == 0
    assert open_messages(admin_engine) == 0
    assert mail.list_kept() == before


def test_a_failed_job_waits_before_it_is_tried_again(ada, admin_engine):
    change(
        admin_engine,
        'INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, \'mail\', \'{"kind": "x", "user_id": "y"}\')',
        t=ada.tenant_id,
    )
    outbox.deliver()
    work()

    assert outbox.deliver() == 1
    assert queue("mail").count == 0


def test_a_topic_that_nobody_knows_is_closed_and_holds_nothing_up(ada, admin_engine):
    change(
        admin_engine, "INSERT INTO outbox (tenant_id, topic, payload) VALUES (:t, 'x', '{}')", t=ada.tenant_id
    )
    build = request(ada)

    outbox.deliver()
    work()

    assert open_messages(admin_engine) == 0
    assert live_build(ada) == build


def test_work_that_takes_long_does_not_hold_up_what_comes_after_it(people, admin_engine):
    """One customer has more under way than the relay looks at in one go."""
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload) "
        "SELECT :t, 'links', jsonb_build_object('site_id', gen_random_uuid()) FROM generate_series(1, 450)",
        t=people.carol.tenant_id,
    )
    for _ in range(3):
        outbox.deliver()
    assert queue("default").count == 450

    ask_for_mail(people.ada)
    build = request(people.ada)
    outbox.deliver()
    assert queue("mail").count == 1
    assert queue("publishing").count == 1

    work(["mail", "publishing"])
    for _ in range(4):
        outbox.deliver()
    assert open_messages(admin_engine) == 450
    assert live_build(people.ada) == build


def test_a_message_that_cannot_be_handed_over_is_parked_alone(ada, admin_engine):
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


def test_with_the_queue_away_the_messages_stay_open(ada, admin_engine, monkeypatch):
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
