"""However many people sign in at once, only a few passwords are hashed at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from argon2 import PasswordHasher

from app.services.accounts import passwords
from tests.factories import PASSWORD, People, csrf_token
from tests.scale import runs

pytestmark = pytest.mark.threat("G5")

AT_ONCE = runs(24, soak=100)
SLOTS = 2


@pytest.mark.sampled
def test_of_many_passwords_at_once_two_are_hashed_at_a_time(monkeypatch):
    """So hashing never takes more than twice the 19 MiB of one hash."""
    monkeypatch.setattr(passwords, "_SLOT_TIMEOUT_SECONDS", 60.0)
    counting, now, most = threading.Lock(), [0], [0]
    verify = PasswordHasher.verify

    def counted(*arguments):
        with counting:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return verify(*arguments)
        finally:
            with counting:
                now[0] -= 1

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = pool.map(lambda _: passwords.verify_password(None, "wrong password"), range(AT_ONCE))

        assert set(results) == {False}
    assert most[0] == SLOTS


def test_who_cannot_be_served_in_time_reads_when_to_try_again(client, people: People, monkeypatch):
    monkeypatch.setattr(passwords, "_SLOT_TIMEOUT_SECONDS", 0.01)
    data = {"email": people.ada.email, "password": PASSWORD, "csrf_token": csrf_token(client)}
    with ExitStack() as taken:
        for _ in range(SLOTS):
            taken.enter_context(passwords._hashing_slots)

        response = client.post("/sign-in", data=data)

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Many people are signing in" in response.text
    assert client.post("/sign-in", data=data).status_code == 303
