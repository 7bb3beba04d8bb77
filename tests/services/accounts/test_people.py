import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text

from app.errors import Forbidden, Invalid, TooMany
from app.services import accounts
from app.services.accounts import rate_limits
from app.services.accounts.rate_limits import ROUNDING_SECONDS
from tests.factories import PASSWORD, People

NEW_PASSWORD = "correct horse battery"


def test_correct_password_authenticates_a_person(people: People):
    proof = accounts.authenticate(email=people.ada.email.upper(), password=PASSWORD)

    assert proof.user_id == people.ada.id
    assert not proof.needs_code


@pytest.mark.parametrize("email", ["ada@example.test", "nobody@example.test", "", "\0", "x" * 9999])
def test_wrong_password_gets_the_same_error_for_known_and_unknown_addresses(people: People, email):
    with pytest.raises(Invalid) as refused:
        accounts.authenticate(email=email, password="wrong password")

    assert str(refused.value) == "That email and password don’t match. Please check both."


def test_checking_an_unknown_address_takes_the_same_work_as_a_known_one(people: People, monkeypatch):
    verified = []
    verify = PasswordHasher.verify

    def watched(hasher, stored, password):
        verified.append((stored.rpartition("$")[0].rpartition("$")[0], password))
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    for email in (people.ada.email, "nobody@example.test"):
        with pytest.raises(Invalid):
            accounts.authenticate(email=email, password="wrong password")

    assert len(verified) == 4
    assert verified[:2] == verified[2:]


def test_guessing_is_rate_limited_and_the_correct_password_works_afterwards(people: People):
    for _ in range(5):
        with pytest.raises(Invalid):
            accounts.authenticate(email=people.ada.email, password="wrong password", ip="192.0.2.1")
    with pytest.raises(TooMany) as refused:
        accounts.authenticate(email=people.ada.email, password=PASSWORD, ip="192.0.2.1")

    assert 0 < refused.value.retry_after <= 60 + ROUNDING_SECONDS
    rate_limits.reset_attempts("sign-in to an account from a network", f"{people.ada.email} 192.0.2.1")
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip="192.0.2.1")


def test_guessing_at_many_accounts_from_one_address_is_rate_limited(people: People):
    errors = []
    for number in range(40):
        try:
            accounts.authenticate(email=f"{number}@example.test", password="wrong password", ip="192.0.2.7")
        except (Invalid, TooMany) as error:
            errors.append(type(error))

    assert errors.count(Invalid) == 30
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip="192.0.2.8")


def test_disabled_person_cannot_sign_in(people: People, admin_engine: Engine):
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET disabled_at = now() WHERE email = 'ada@example.test'"))

    with pytest.raises(Invalid):
        accounts.authenticate(email=people.ada.email, password=PASSWORD)


def test_staff_without_a_second_factor_cannot_sign_in(people: People, admin_engine: Engine):
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET is_staff = true WHERE email = 'ada@example.test'"))

    with pytest.raises(Forbidden):
        accounts.authenticate(email=people.ada.email, password=PASSWORD)


def test_code_works_once(people: People, admin_engine: Engine):
    secret = pyotp.random_base32()
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE user_credentials SET totp_secret = :secret WHERE user_id = :id"),
            {"secret": secret, "id": people.ada.id},
        )
    code = pyotp.TOTP(secret).now()

    accounts.check_code(people.ada.id, f"{code[:3]} {code[3:]}")

    with pytest.raises(Invalid):
        accounts.check_code(people.ada.id, code)


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "١٢٣٤٥٦", "1" * 500])
def test_wrong_code_is_rejected(people: People, admin_engine: Engine, code):
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE user_credentials SET totp_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'")
        )

    with pytest.raises(Invalid):
        accounts.check_code(people.ada.id, code)


def test_guessing_codes_is_rate_limited(people: People, admin_engine: Engine):
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE user_credentials SET totp_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'")
        )
    for _ in range(5):
        with pytest.raises(Invalid):
            accounts.check_code(people.ada.id, "000000")

    with pytest.raises(TooMany):
        accounts.check_code(people.ada.id, "000000")


def test_changing_the_password_signs_other_browsers_out(people: People):
    here = accounts.start_session(people.ada.id, user_agent="", ip="")
    there = accounts.start_session(people.ada.id, user_agent="", ip="")
    known = accounts.find_identity(here)

    accounts.change_password(people.ada.id, current=PASSWORD, new=NEW_PASSWORD, exclude=known.session_id)

    assert accounts.find_identity(here) is not None
    assert accounts.find_identity(there) is None
    assert accounts.authenticate(email=people.ada.email, password=NEW_PASSWORD)


def test_changing_the_password_requires_the_old_one(people: People):
    with pytest.raises(Invalid) as refused:
        accounts.change_password(
            people.ada.id, current="wrong password", new=NEW_PASSWORD, exclude=people.ada.id
        )

    assert refused.value.field == "current"


def test_guessing_the_current_password_is_rate_limited(people: People):
    known = accounts.find_identity(accounts.start_session(people.ada.id, user_agent="", ip=""))

    def change(current):
        accounts.change_password(people.ada.id, current=current, new=NEW_PASSWORD, exclude=known.session_id)

    for _ in range(5):
        with pytest.raises(Invalid):
            change("wrong password")

    with pytest.raises(TooMany):
        change(PASSWORD)
