"""Mail outlasts an outage of the mail server; what is refused for good, or has lost its meaning, is not retried."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.jobs import outbox
from app.jobs.attempts.failures import Failure, FailureKind
from app.jobs.attempts.retries import JITTER, MAX_PAUSE, MAX_WAIT, MIN_PAUSE, next_pause
from app.services import accounts, parked_work
from app.services.mail import MailKind, send_later
from app.services.outbox import Message
from app.tenancy import tenant_scope
from tests.jobs.support import open_messages, work
from tests.services.publishing.support import change
from tests.smtp import mail_server, use_mail_server

NOBODY = 1
"""A port at which no server listens."""


@pytest.fixture
def ada(people):
    return people.ada


@pytest.fixture
def queued(ada):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        send_later(MailKind.SUPPORT_VISIT, user_id=ada.id, reason="The heading overlaps")


def try_once(admin_engine):
    """Let time pass until the next try, and make it."""
    change(admin_engine, "UPDATE outbox SET retry_at = now() WHERE retry_at IS NOT NULL")
    outbox.deliver()
    work()
    outbox.deliver()


def waiting_since(admin_engine, hours):
    change(
        admin_engine, "UPDATE outbox SET waits_since = now() - make_interval(hours => :hours)", hours=hours
    )


def test_mail_outlasts_an_outage_of_almost_a_day(ada, queued, admin_engine):
    use_mail_server(NOBODY)
    for hours in (0, 0, 0, 1, 6, 12, 23):
        if hours:
            waiting_since(admin_engine, hours)
        try_once(admin_engine)
    assert open_messages(admin_engine) == 1

    with mail_server() as server:
        try_once(admin_engine)

    (sent,) = server.received
    assert sent["To"] == ada.email
    assert open_messages(admin_engine) == 0
    assert parked_work.list_parked() == []


def test_mail_that_waited_for_a_day_is_parked_until_it_is_sent_again(queued, admin_engine):
    use_mail_server(NOBODY)
    try_once(admin_engine)
    waiting_since(admin_engine, 25)
    try_once(admin_engine)

    (parked,) = parked_work.list_parked()
    assert (parked.kind, parked.tries) == ("mail", 2)
    assert parked.error == "Unavailable from ConnectionRefusedError"
    try_once(admin_engine)
    assert len(parked_work.list_parked()) == 1

    with mail_server() as server:
        assert parked_work.send_again(work_id=parked.id) == 1
        assert parked_work.list_parked() == []
        try_once(admin_engine)
    assert len(server.received) == 1
    assert open_messages(admin_engine) == 0


@pytest.mark.parametrize("step", ["RCPT", "."])
def test_mail_that_is_refused_for_good_is_parked_at_once_with_its_reason(ada, queued, admin_engine, step):
    with mail_server(**{step: f"550 5.1.1 <{ada.email}> does not exist"}):
        try_once(admin_engine)

    (parked,) = parked_work.list_parked()
    assert parked.tries == 1
    assert "550" in parked.error
    assert ada.email not in parked.error


@pytest.mark.parametrize(
    ("step", "reply"),
    [("RCPT", "450 busy"), ("RCPT", "421 closing"), (".", "452 full"), ("MAIL", "530 sign in")],
)
def test_mail_that_is_refused_for_now_is_retried(queued, admin_engine, step, reply):
    with mail_server(**{step: reply}):
        for _ in range(5):
            try_once(admin_engine)
    assert parked_work.list_parked() == []

    with mail_server() as server:
        try_once(admin_engine)
    assert len(server.received) == 1


def test_each_try_of_one_mail_has_the_same_message_id(queued, admin_engine):
    """The server takes the message, but the connection breaks before it can say so."""
    with mail_server(**{".": ""}) as server:
        try_once(admin_engine)
        server.replies = {}
        try_once(admin_engine)
    assert open_messages(admin_engine) == 0

    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]


def test_two_mails_have_different_message_ids(queued, ada, admin_engine):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        send_later(MailKind.SUPPORT_VISIT, user_id=ada.id, reason="The heading overlaps")
    with mail_server() as server:
        try_once(admin_engine)

    assert len({sent["Message-ID"] for sent in server.received}) == 2


def test_a_reset_link_is_not_sent_when_nobody_waits_for_it_any_more(ada, admin_engine):
    accounts.request_reset(email=ada.email)
    use_mail_server(NOBODY)
    try_once(admin_engine)
    change(
        admin_engine,
        "UPDATE outbox SET payload = jsonb_set(payload, '{ends_at}', to_jsonb(now() - interval '1 second'))",
    )

    with mail_server() as server:
        try_once(admin_engine)

    assert server.received == []
    assert open_messages(admin_engine) == 0
    assert parked_work.list_parked() == []


def test_a_try_is_not_made_before_its_pause_is_over(queued, admin_engine):
    use_mail_server(NOBODY)
    outbox.deliver()
    work()
    for _ in range(3):
        outbox.deliver()
        work()

    with admin_engine.connect() as connection:
        assert connection.execute(text("SELECT tries, retry_at > now() FROM outbox")).one() == (1, True)


def pauses(waited, *, number=50):
    message = Message(1, None, "mail", {}, None, tries=0, faults=0, waited=waited)
    return {next_pause(message, Failure(FailureKind.OUTAGE, "")) for _ in range(number)}


def test_pauses_double_within_limits_and_vary():
    assert pauses(MAX_WAIT) == {None}
    for waited in (timedelta(), timedelta(minutes=1), timedelta(hours=5)):
        found = pauses(waited)
        usual = min(max(waited, MIN_PAUSE), MAX_PAUSE)
        assert len(found) > 10
        assert usual * (1 - JITTER) <= min(found) <= max(found) <= usual * (1 + JITTER)
