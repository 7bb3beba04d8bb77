"""Request ids: when they are accepted or generated, and where they appear."""

import logging
import re
import threading
from dataclasses import replace

import pytest

from app import create_app, logs, request_ids
from app.jobs import outbox, stale_builds
from app.jobs.job import Job
from app.jobs.queueing import enqueue, queue
from app.jobs.registry import JOBS
from app.services import publishing
from app.services.mail import MailKind, send_later
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import change

ID = "0f6b2a3c-1111-4222-8333-944445555666"
HOSTILE = [
    f"{ID}\nERROR forged",
    f"{ID}\r\nSet-Cookie: a=b",
    "x" * 10_240,
    "<script>",
    ID.upper(),
    "",
    None,
    7,
    f" {ID}",
]


@pytest.fixture
def log_lines(capsys):
    """A function that returns the log lines written since the last call."""
    before = list(logging.getLogger().handlers)
    logs.configure()
    yield lambda: capsys.readouterr().err.splitlines()  # noqa: PLW0108 - evaluated at each call
    logging.getLogger().handlers[:] = before
    logging.getLogger(logs.OURS).setLevel(logging.NOTSET)


@pytest.mark.parametrize("sent", HOSTILE)
def test_an_invalid_id_is_replaced(sent):
    accepted = request_ids.accept(sent)

    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", accepted)
    assert accepted != sent


def test_an_entry_has_the_id_of_its_request_or_else_a_dash(log_lines):
    log = logging.getLogger("quillspace.worker")
    with request_ids.entered(ID):
        log.info("inside")
    log.info("outside")

    inside, outside = log_lines()
    assert inside.endswith(f" INFO [{ID}] inside")
    assert outside.endswith(" INFO [-] outside")


def test_an_id_is_accepted_only_with_the_edge_key(clean_database):
    client = create_app(replace(clean_database, edge_key="the key")).test_client()

    def answered(**more):
        sent = {"X-Request-Id": ID} | {name.replace("_", "-"): value for name, value in more.items()}
        return client.get("/sign-in", headers=sent).headers["X-Request-Id"]

    assert answered(X_Edge_Key="the key") == ID
    assert answered(X_Edge_Key="guessed") != ID
    assert answered() != ID


def test_without_an_edge_key_no_id_is_accepted(clean_database):
    client = create_app(replace(clean_database, edge_key="")).test_client()

    response = client.get("/sign-in", headers={"X-Request-Id": ID, "X-Edge-Key": ""})

    assert response.headers["X-Request-Id"] != ID


def test_an_error_has_the_same_id_in_the_log_the_header_and_the_page(clean_database, log_lines):
    app = create_app(clean_database)
    app.add_url_rule("/raise", view_func=lambda: 1 / 0)

    response = app.test_client().get("/raise")

    request_id = response.headers["X-Request-Id"]
    assert f"Reference: <code>{request_id}</code>" in response.text
    entries = [line for line in log_lines() if " ERROR " in line]
    assert entries
    assert all(f"[{request_id}]" in line for line in entries)


def test_an_outbox_message_passes_the_id_to_its_job(people, log_lines):
    with request_ids.entered(ID), tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        send_later(MailKind.PASSWORD_RESET, user_id=people.ada.id)

    outbox.deliver()
    work()

    enqueued, done = log_lines()
    assert f"[{ID}] Enqueued send_mail as outbox-" in enqueued
    assert re.search(rf"\[{ID}\] send_mail \(outbox-\d+-1\): finished after", done)


def test_the_log_of_a_failed_job_has_the_id(people, log_lines):
    with request_ids.entered(ID):
        enqueue(JOBS["send_mail"], job_id="failing", tenant_id="x", kind="x", user_id="x")

    work()

    entries = [line for line in log_lines() if re.match(r"\d{4}-", line)]
    assert len(entries) > 1
    assert all(f"[{ID}]" in line for line in entries)


def test_a_job_without_a_request_gets_its_own_id(clean_database):
    made = Job(name="fold_logs", run=lambda: None, queue="default")

    enqueue(made, job_id="one")
    enqueue(made, job_id="two")

    ids = {job.meta["request_id"] for job in queue("default").jobs}
    assert len(ids) == 2


@pytest.mark.parametrize("forged", [{"request_id": "a\nb"}, {"request_id": ["x"]}, {}])
def test_a_forged_id_in_a_job_is_replaced(clean_database, log_lines, forged):
    queue("default").enqueue_call("fold_logs", meta=forged)

    work()

    (line,) = log_lines()
    assert re.search(r"\[[0-9a-f-]{36}\] fold_logs ", line)


def test_a_thread_does_not_inherit_the_id_of_its_creator():
    seen = []
    with request_ids.entered(ID):
        thread = threading.Thread(target=lambda: seen.append(request_ids.current()))
        thread.start()
        thread.join()
    assert seen == [""]


def test_a_requeued_build_keeps_the_id_of_its_request(people, admin_engine):
    with request_ids.entered(ID), tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        publishing.request_publication(people.ada.site_id)
    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")

    stale_builds.sweep()

    assert [job.meta["request_id"] for job in queue("publishing").jobs] == [ID]
