"""Signed texts expire, and outlive the correction of a clock that was ahead."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from itsdangerous import BadSignature

from app.services import accounts
from app.services.accounts.confirmations import create_token
from app.services.accounts.signatures import MAX_AHEAD_SECONDS
from app.web.auth import known_browsers
from tests.blueprints.accounts.test_known_browsers import COOKIE
from tests.factories import People

HOUR, DAY = 3600, 86_400


def signed(*, ahead: float) -> str:
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=False):
        return accounts.make_signer("a key", "a purpose").dumps("content")


@pytest.mark.parametrize("ahead", [-DAY + 60, -HOUR, 0, HOUR, MAX_AHEAD_SECONDS - 60])
def test_a_text_is_accepted_within_its_time_and_from_a_clock_that_was_ahead(ahead):
    assert accounts.make_signer("a key", "a purpose").loads(signed(ahead=ahead), max_age=DAY) == "content"


@pytest.mark.parametrize("ahead", [-DAY - 60, MAX_AHEAD_SECONDS + 60])
def test_a_text_is_refused_after_its_time_and_from_the_far_future(ahead):
    with pytest.raises(BadSignature):
        accounts.make_signer("a key", "a purpose").loads(signed(ahead=ahead), max_age=DAY)


@pytest.mark.parametrize(("key", "purpose"), [("another key", "a purpose"), ("a key", "another purpose")])
def test_a_text_of_another_key_or_purpose_is_refused(key, purpose):
    with pytest.raises(BadSignature):
        accounts.make_signer(key, purpose).loads(signed(ahead=HOUR), max_age=DAY)


@pytest.mark.threat("F12")
def test_links_and_browsers_outlive_the_correction_of_a_clock(app, client, people: People):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        people.ada.sign_in_by_form(client)
        nell = accounts.sign_up(name="Nell", email="nell@example.test", password="correct horse battery")
        token = create_token(nell, "nell@example.test")

    with app.test_request_context(headers={"Cookie": f"{COOKIE}={client.get_cookie(COOKIE).value}"}):
        assert set(known_browsers()) == {people.ada.id}
    assert accounts.find_claim(token).user_id == nell
