"""Guessing passwords by the thousand: no more guesses are checked than the limits allow, and the owner gets in."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
import time_machine

from app import extensions
from app.errors import Invalid, TooMany
from app.services import accounts
from app.services.accounts import rate_limits as limits
from tests.factories import PASSWORD, People
from tests.scale import runs

pytestmark = [pytest.mark.threat("G4"), pytest.mark.sampled, pytest.mark.timeout(600)]

STRANGER, HOME = "192.0.2.1", "203.0.113.9"
OF_ACCOUNT, OF_NETWORK = 60 + 100, 30
"""How many guesses may be checked within a minute: at one account from anywhere, and from one network."""


def is_checked(email: str, ip: str) -> bool:
    """Guess once; return whether the password was compared."""
    try:
        accounts.authenticate(email=email, password="wrong password", ip=ip)
    except Invalid:
        return True
    except TooMany:
        return False
    raise AssertionError("The guess was right.")


def pass_time(seconds: int) -> None:
    """Let time pass for everything that Valkey counts."""
    for key in extensions.redis().scan_iter():
        left = extensions.redis().pttl(key) - 1000 * seconds
        if left > 0:
            extensions.redis().pexpire(key, left)
        else:
            extensions.redis().delete(key)


def networks() -> Iterator[str]:
    """Yield addresses, each in a network of its own."""
    for number in range(1 << 16):
        yield f"198.18.{number >> 8}.{number & 255}"
        yield f"2001:db8:{number:x}::1"


def test_of_many_guesses_from_one_network_five_are_checked(people: People):
    guesses = runs(60, soak=10_000)

    assert sum(is_checked(people.ada.email, STRANGER) for _ in range(guesses)) == 5

    with pytest.raises(TooMany) as refused:
        accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=STRANGER)
    pass_time(refused.value.retry_after)
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=STRANGER)


def test_of_the_guesses_of_two_hours_from_one_network_twenty_are_checked(people: People):
    checked = 0
    for _ in range(120):
        while is_checked(people.ada.email, STRANGER):
            checked += 1
        pass_time(60)

    assert checked <= 20
    pass_time(2 * 3600)
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=STRANGER)


@pytest.mark.soak
def test_of_many_guesses_from_many_networks_no_more_are_checked_than_an_account_allows(people: People):
    browsers = {people.ada.id: accounts.remember_browser(people.ada.id)}

    checked = sum(is_checked(people.ada.email, ip) for ip in islice(networks(), 10_000))

    assert checked == OF_ACCOUNT
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=HOME, browsers=browsers)
    pass_time(3600)
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=HOME)


@pytest.mark.parametrize(
    ("limit", "allowed"), [("sign-in to an account", OF_ACCOUNT), ("password for a site", 120 + 1000)]
)
def test_all_networks_together_have_a_limit(clean_database, limit, allowed):
    taken = 0
    for network in islice(networks(), allowed + 100):
        with suppress(TooMany):
            limits.consume_shared_attempt(limit, "the same", network)
            taken += 1

    assert taken == allowed


def test_of_one_guess_at_each_of_many_accounts_no_more_are_checked_than_a_network_may_make(people: People):
    emails = [people.ada.email, *(f"{number}@example.test" for number in range(runs(40, soak=1000) - 1))]

    assert sum(is_checked(email, STRANGER) for email in emails) == OF_NETWORK

    pass_time(60)
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=STRANGER)


def test_limits_hold_and_end_while_valkey_is_away(people: People, clean_database):
    extensions.configure(replace(clean_database, redis_url="unix:///nowhere/valkey.sock"))

    assert sum(is_checked(people.ada.email, STRANGER) for _ in range(20)) == 5

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert accounts.authenticate(email=people.ada.email, password=PASSWORD, ip=STRANGER)
