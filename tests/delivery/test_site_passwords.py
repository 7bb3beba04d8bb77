from datetime import timedelta

import time_machine

from app.delivery.site_passwords import DAYS, Lock, cookie_name, cookie_value

LOCK = Lock("0190a3c4-0000-4000-8000-000000000001", "", "key")
BEGIN = 1_767_225_600


def cookies() -> dict[str, str]:
    with time_machine.travel(BEGIN, tick=False):
        return {cookie_name(LOCK.id): cookie_value(LOCK.id, LOCK.key)}


def test_a_rightly_signed_cookie_opens_the_lock_until_its_end_and_not_a_second_longer():
    end = BEGIN + timedelta(days=DAYS).total_seconds()
    with time_machine.travel(end - 1, tick=False):
        assert LOCK.is_open_for(cookies())
    with time_machine.travel(end, tick=False):
        assert not LOCK.is_open_for(cookies())


def test_a_later_end_needs_another_signature():
    name, value = next(iter(cookies().items()))
    end, _, signature = value.partition(".")
    with time_machine.travel(BEGIN + timedelta(days=DAYS + 1).total_seconds(), tick=False):
        assert not LOCK.is_open_for({name: f"{int(end) + 10_000_000}.{signature}"})
