from dataclasses import replace

import pytest

from app import extensions
from app.errors import TooMany
from app.services.accounts import rate_limits as limits
from app.services.accounts.rate_limits import _duration_text


def spend_all(name: str, key: str, times: int) -> None:
    for _ in range(times):
        limits.consume_attempt(name, key)


def test_limits_of_different_keys_are_independent(clean_database):
    spend_all("reset of an account", "ada", 3)

    with pytest.raises(TooMany):
        limits.consume_attempt("reset of an account", "ada")
    limits.consume_attempt("reset of an account", "bob")


def test_forgetting_attempts_resets_the_limit(clean_database):
    spend_all("reset of an account", "ada", 3)

    limits.reset_attempts("reset of an account", "ada")

    limits.consume_attempt("reset of an account", "ada")


def test_limit_falls_back_to_memory_while_valkey_is_unavailable(clean_database):
    extensions.configure(replace(clean_database, redis_url="unix:///nowhere/valkey.sock"))

    spend_all("reset of an account", "ada", 3)

    with pytest.raises(TooMany):
        limits.consume_attempt("reset of an account", "ada")


def test_no_address_is_stored_in_valkey(clean_database):
    limits.consume_attempt("reset of an account", "ada@example.test")

    keys = extensions.redis().keys("*")
    assert keys
    assert not any(b"ada" in key for key in keys)


@pytest.mark.parametrize(
    ("seconds", "text"), [(1, "a minute"), (60, "a minute"), (61, "2 minutes"), (7200, "2 hours")]
)
def test_waiting_time_is_described_in_words(seconds, text):
    assert _duration_text(seconds) == text
