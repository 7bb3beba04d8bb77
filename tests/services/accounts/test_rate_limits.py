from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app import extensions
from app.errors import Forbidden, Invalid, TooMany
from app.services import accounts, site_passwords
from app.services.accounts import rate_limits as limits
from app.services.accounts.rate_limits import _duration_text
from app.tenancy import tenant_scope
from tests.factories import PASSWORD


def spend_all(name: str, key: str, times: int) -> None:
    for _ in range(times):
        limits.consume_attempt(name, key)


def test_limits_of_different_keys_are_independent(clean_database):
    spend_all("password resets for an account from a network", "ada", 3)

    with pytest.raises(TooMany):
        limits.consume_attempt("password resets for an account from a network", "ada")
    limits.consume_attempt("password resets for an account from a network", "bob")


def test_forgetting_attempts_resets_the_limit(clean_database):
    spend_all("password resets for an account from a network", "ada", 3)

    limits.reset_attempts("password resets for an account from a network", "ada")

    limits.consume_attempt("password resets for an account from a network", "ada")


def test_limit_falls_back_to_memory_while_valkey_is_unavailable(clean_database):
    extensions.configure(replace(clean_database, redis_url="unix:///nowhere/valkey.sock"))

    spend_all("password resets for an account from a network", "ada", 3)

    with pytest.raises(TooMany):
        limits.consume_attempt("password resets for an account from a network", "ada")


def test_no_address_is_stored_in_valkey(clean_database):
    limits.consume_attempt("password resets for an account from a network", "ada@example.test")

    keys = extensions.redis().keys("*")
    assert keys
    assert not any(b"ada" in key for key in keys)


@pytest.mark.parametrize(
    ("seconds", "text"), [(1, "a minute"), (60, "a minute"), (61, "2 minutes"), (7200, "2 hours")]
)
def test_waiting_time_is_described_in_words(seconds, text):
    assert _duration_text(seconds) == text


def outcomes_of_24_at_once(guess):
    """Make 24 guesses concurrently; return how often each kind of error was raised."""

    def outcome(_number):
        with pytest.raises((Forbidden, Invalid, TooMany)) as raised:
            guess()
        return raised.type

    with ThreadPoolExecutor(24) as pool:
        return Counter(pool.map(outcome, range(24)))


@pytest.mark.threat("G4")
def test_of_many_guesses_at_once_no_more_than_the_limit_are_checked(people):
    def guess():
        accounts.authenticate(email=people.ada.email, password="wrong password", ip="192.0.2.1")

    assert outcomes_of_24_at_once(guess) == {Invalid: 5, TooMany: 19}


@pytest.mark.threat("G4")
def test_of_many_guesses_at_a_readers_password_no_more_than_the_limit_are_checked(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        lock = site_passwords.set_lock(people.ada.site_id, None, "open sesame")

    def guess():
        site_passwords.check_password(lock.id, "wrong", address="192.0.2.1")

    assert outcomes_of_24_at_once(guess) == {Forbidden: 10, TooMany: 14}


def test_right_passwords_use_up_no_limit(people):
    for _ in range(40):
        assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip="192.0.2.1")


def test_an_error_that_is_not_a_wrong_guess_uses_up_no_limit(clean_database):
    for _ in range(40):
        with (
            pytest.raises(ZeroDivisionError),
            limits.guessing(("sign-in to an account from a network", "ada")),
        ):
            raise ZeroDivisionError
