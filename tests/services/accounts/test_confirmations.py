from base64 import b64decode
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import Engine, text

from app.adapters import mail
from app.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.jobs.mail import send_mail
from app.services import accounts
from app.services.accounts import confirmations
from app.services.mail import MailKind
from tests.factories import People

PASSWORD = "correct horse battery"
JANE = {"name": "Jane", "email": "jane@example.test", "password": PASSWORD}


@pytest.fixture
def jane(clean_database) -> UUID:
    return accounts.sign_up(**JANE)


def identity_of(user_id):
    return accounts.find_identity(accounts.start_session(user_id, user_agent="", ip=""))


def letter(user_id, kind=MailKind.CONFIRMATION, **details):
    """Send an email; return it, or None if it was not sent."""
    before = {each.id for each in mail.list_stored()}
    tenant_id = identity_of(user_id).tenant.id
    send_mail(tenant_id=str(tenant_id), kind=kind, user_id=str(user_id), **details)
    return next((each for each in mail.list_stored() if each.id not in before), None)


def token_of(message):
    return message.body.split("/confirmations/")[1].split()[0]


def is_confirmed(user_id):
    return identity_of(user_id).user.confirmed_at is not None


def test_link_from_the_mail_confirms_the_address_once(jane):
    token = token_of(letter(jane))
    assert b"jane" not in b64decode(token.partition(".")[0] + "==")

    accounts.confirm_address(accounts.find_claim(token))

    assert is_confirmed(jane)
    with pytest.raises(NotFound):
        accounts.find_claim(token)


@pytest.mark.parametrize("token", ["", "x", "\0", "a" * 9999, "WyIwMCJd.aaaa.bbbb"])
def test_forged_link_confirms_nothing(jane, token):
    with pytest.raises(NotFound):
        accounts.find_claim(token)


def test_link_lasts_a_week(jane):
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False):
        token = confirmations.create_token(jane, "jane@example.test")
    with time_machine.travel("2026-01-07T23:59:00Z", tick=False):
        assert accounts.find_claim(token).user_id == jane
    with time_machine.travel("2026-01-08T00:01:00Z", tick=False), pytest.raises(NotFound):
        accounts.find_claim(token)


def test_link_for_a_former_address_confirms_nothing(jane):
    token = confirmations.create_token(jane, "jane@example.test")

    accounts.change_claimed_address(identity_of(jane), email="Jane@Austen.test")

    assert identity_of(jane).user.email == "jane@austen.test"
    with pytest.raises(NotFound):
        accounts.find_claim(token)


def test_claim_read_before_the_address_changed_confirms_nothing(jane):
    claim = accounts.find_claim(confirmations.create_token(jane, "jane@example.test"))
    accounts.change_claimed_address(identity_of(jane), email="jane@austen.test")

    with pytest.raises(NotFound):
        accounts.confirm_address(claim)

    assert not is_confirmed(jane)


def test_disabled_user_cannot_confirm(jane, admin_engine: Engine):
    token = confirmations.create_token(jane, "jane@example.test")
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET disabled_at = now()"))

    with pytest.raises(NotFound):
        accounts.find_claim(token)


def test_only_one_account_confirms_an_address(jane):
    other = accounts.sign_up(**JANE)
    accounts.confirm_address(accounts.find_claim(confirmations.create_token(other, "jane@example.test")))

    with pytest.raises(Conflict):
        accounts.confirm_address(accounts.find_claim(confirmations.create_token(jane, "jane@example.test")))

    assert accounts.find_accounts("jane@example.test", {}).confirmed.user_id == other


def test_the_owner_of_a_confirmed_address_is_told_of_her_account_and_gets_no_link(people: People):
    stranger = accounts.sign_up(**JANE | {"email": people.ada.email})

    message = letter(stranger)

    assert message.to == people.ada.email
    assert "You already have an account" in message.body
    assert "/confirmations/" not in message.body


def test_another_password_becomes_the_new_one_and_ends_all_sessions(jane):
    stranger = accounts.start_session(jane, user_agent="", ip="")
    claim = accounts.find_claim(confirmations.create_token(jane, "jane@example.test"))
    with pytest.raises(Invalid):
        accounts.confirm_address_with_password(claim, password="short")
    assert not is_confirmed(jane)

    accounts.confirm_address_with_password(claim, password="a password of her own")

    assert accounts.find_identity(stranger) is None
    assert accounts.authenticate(email="jane@example.test", password="a password of her own").user_id == jane


def test_own_password_keeps_sessions(jane):
    laptop = accounts.start_session(jane, user_agent="", ip="")
    claim = accounts.find_claim(confirmations.create_token(jane, "jane@example.test"))

    accounts.confirm_address_with_password(claim, password=PASSWORD)

    assert accounts.find_identity(laptop).user.confirmed_at is not None


def test_confirmed_address_is_not_changed(people: People):
    with pytest.raises(Forbidden):
        accounts.change_claimed_address(identity_of(people.ada.id), email="ada@lovelace.test")


def test_sending_again_is_limited(jane):
    for _ in range(3):
        accounts.request_confirmation(identity_of(jane))

    with pytest.raises(TooMany):
        accounts.request_confirmation(identity_of(jane))


def test_an_address_that_nobody_has_confirmed_gets_nothing_that_its_claimant_wrote(jane):
    """Otherwise a stranger could have our emails say anything to anybody."""
    assert letter(jane, MailKind.SUPPORT_VISIT, reason="Visit us") is None
    for kind in (MailKind.CONFIRMATION, MailKind.PASSWORD_RESET):
        message = letter(jane, kind)
        assert message.body.startswith("Hello")
        assert "Jane" not in message.body + message.subject
