from datetime import timedelta
from uuid import uuid4

import pytest
from limits import parse_many
from sqlalchemy import Engine, text

from app.adapters import mail
from app.errors import Invalid, NotFound, TooMany
from app.jobs.mail import send_mail
from app.models import GALLERY_TENANT_ID
from app.services import accounts
from app.services.accounts import password_resets
from app.services.accounts import rate_limits as limits
from app.services.mail import NOBODY
from tests.factories import PASSWORD, People

NEW_PASSWORD = "correct horse battery"
STORED = "SELECT password_hash FROM user_credentials WHERE user_id = :id"


def outbox(engine: Engine):
    with engine.connect() as connection:
        return connection.execute(text("SELECT tenant_id, payload FROM outbox WHERE topic = 'mail'")).all()


def test_request_writes_one_mail_without_a_secret(people: People, admin_engine: Engine):
    accounts.request_reset(email="ADA@example.test")

    ((tenant_id, payload),) = outbox(admin_engine)
    assert tenant_id == GALLERY_TENANT_ID
    assert payload.items() >= {"kind": "password_reset", "user_id": str(people.ada.id)}.items()
    assert payload.keys() == {"kind", "user_id", "mail_id", "ends_at"}


def test_request_for_an_unknown_address_writes_a_message_to_nobody_and_sends_no_mail(
    people: People, admin_engine: Engine
):
    accounts.request_reset(email="nobody@example.test")

    before = mail.list_stored()
    ((tenant_id, payload),) = outbox(admin_engine)
    send_mail(tenant_id=str(tenant_id), **payload)
    assert mail.list_stored() == before


def test_a_disabled_user_gets_no_link_and_an_earlier_link_does_nothing(people: People, admin_engine: Engine):
    token = password_resets.create_reset_token(people.ada.id)
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET disabled_at = now() WHERE email = 'ada@example.test'"))
        before = connection.scalar(text(STORED), {"id": people.ada.id})

    accounts.request_reset(email="ada@example.test")

    ((_tenant_id, payload),) = outbox(admin_engine)
    assert payload["user_id"] == str(NOBODY)
    assert not accounts.is_reset_valid(token)
    with pytest.raises(NotFound):
        accounts.reset_password(token, password=NEW_PASSWORD)
    with admin_engine.connect() as connection:
        assert connection.scalar(text(STORED), {"id": people.ada.id}) == before


def test_request_is_limited(people: People):
    for _ in range(3):
        accounts.request_reset(email="ada@example.test")

    with pytest.raises(TooMany):
        accounts.request_reset(email="ada@example.test")


def test_link_from_the_mail_sets_a_password_once_and_signs_out_everywhere(people: People):
    browser = accounts.start_session(people.ada.id, user_agent="", ip="")
    send_mail(tenant_id=str(people.ada.tenant_id), kind="password_reset", user_id=str(people.ada.id))
    message = mail.list_stored()[0]
    token = message.body.split("/password/")[1].split()[0]

    accounts.reset_password(token, password=NEW_PASSWORD)

    assert message.to == "ada@example.test"
    assert accounts.authenticate(email="ada@example.test", password=NEW_PASSWORD)
    assert accounts.find_identity(browser) is None
    with pytest.raises(NotFound):
        accounts.reset_password(token, password=PASSWORD)


def test_link_expires_after_an_hour(people: People, admin_engine: Engine):
    token = password_resets.create_reset_token(people.ada.id)
    assert accounts.is_reset_valid(token)

    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE password_resets SET expires_at = now() - interval '1 second'"))

    assert not accounts.is_reset_valid(token)


def test_link_lasts_no_longer_than_an_hour(people: People, admin_engine: Engine):
    password_resets.create_reset_token(people.ada.id)

    with admin_engine.connect() as connection:
        left = connection.scalar(text("SELECT expires_at - now() FROM password_resets"))
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


def test_a_stranger_who_asks_again_does_not_end_the_owners_link_but_its_use_ends_all_others(people: People):
    older, newer = (
        password_resets.create_reset_token(people.ada.id),
        password_resets.create_reset_token(people.ada.id),
    )
    assert accounts.is_reset_valid(older)

    accounts.reset_password(older, password=NEW_PASSWORD)

    assert not accounts.is_reset_valid(newer)


def test_strangers_use_up_neither_the_owners_requests_nor_her_mails(people: People, admin_engine: Engine):
    for number in range(9):
        accounts.request_reset(email="ada@example.test", ip=f"192.0.2.{number}")

    accounts.request_reset(email="ada@example.test", ip="203.0.113.9")

    # The first three emails contain links that work for longer than the limit lasts.
    assert len(outbox(admin_engine)) == 3
    (item,) = parse_many(limits.LIMITS["password reset emails to an address"])
    assert timedelta(seconds=item.get_expiry()) < password_resets.LIFETIME


def test_rejected_password_leaves_the_link_usable(people: People):
    token = password_resets.create_reset_token(people.ada.id)

    with pytest.raises(Invalid):
        accounts.reset_password(token, password="short")

    assert accounts.is_reset_valid(token)


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "a" * 9999])
def test_forged_link_is_invalid(people: People, token):
    assert not accounts.is_reset_valid(token)


def test_mail_for_a_user_who_no_longer_exists_is_rejected(people: People):
    with pytest.raises(NotFound):
        send_mail(
            tenant_id=str(people.ada.tenant_id),
            kind="password_reset",
            user_id="00000000-0000-4000-8000-00000000dead",
        )


def test_changing_the_password_revokes_open_reset_links(people: People):
    token = password_resets.create_reset_token(people.ada.id)

    accounts.change_password(people.ada.id, current=PASSWORD, new=NEW_PASSWORD, exclude=uuid4())

    assert not accounts.is_reset_valid(token)
    with pytest.raises(NotFound):
        accounts.reset_password(token, password="another good password")


def test_a_reset_lifts_the_limit_that_wrong_guesses_used_up(people: People):
    for _ in range(5):
        with pytest.raises(Invalid):
            accounts.authenticate(email=people.ada.email, password="wrong password")
    with pytest.raises(TooMany):
        accounts.authenticate(email=people.ada.email, password=PASSWORD)

    accounts.reset_password(password_resets.create_reset_token(people.ada.id), password=NEW_PASSWORD)

    assert accounts.authenticate(email=people.ada.email, password=NEW_PASSWORD)
