from uuid import uuid4

import pytest

from app.delivery.site_passwords import Lock, cookie_name
from app.extensions import config
from app.services import site_passwords
from app.services.accounts import rate_limits as limits
from app.tenancy import tenant_scope


@pytest.fixture
def lock(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        return site_passwords.set_lock(people.ada.site_id, None, "open sesame")


def give(client, lock_id, password, **more):
    sent = {"lock": str(lock_id), "password": password, "path": "/about?a=1", "language": "de"}
    sent |= {name: text for name, text in more.items() if name in {"path", "language"}}
    key = {"X-Edge-Key": config().edge_key} | more.pop("headers", {})
    reader = {"X-Reader-Address": more.get("reader", "1.2.3.4")}
    return client.post("/edge/unlocks", data=sent, headers=key | reader)


def test_the_password_gives_a_cookie_that_opens_the_lock(client, lock):
    response = give(client, lock.id, "open sesame")

    assert (response.status_code, response.location) == (303, "/about?a=1")
    assert response.headers["Cache-Control"] == "private, no-store"
    cookie = client.get_cookie(cookie_name(str(lock.id)))
    assert cookie.http_only
    assert Lock(str(lock.id), "", lock.key).is_open_for({cookie.key: cookie.value})


@pytest.mark.parametrize("password", ["", "open", "OPEN SESAME", "x" * 5000, "\x00"])
def test_after_a_wrong_password_the_form_is_shown_again_in_the_readers_language(client, lock, password):
    response = give(client, lock.id, password)
    assert response.status_code == 403
    assert "Das Passwort stimmt nicht" in response.text
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("lock_id", ["", "x", uuid4(), "' OR true --"])
def test_an_unknown_lock_gets_the_same_response_as_a_wrong_password(client, lock, lock_id):
    assert give(client, lock_id, "open sesame").status_code == 403


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_redirected_to_another_host(client, lock, path):
    assert give(client, lock.id, "open sesame", path=path).location == "/"


def test_readers_input_is_escaped_on_the_password_page(client, lock):
    response = give(client, lock.id, "no", path='/"><script>alert(1)</script>', language="<b>")
    assert "<script>" not in response.text
    assert '<html lang="en">' in response.text


def test_password_guessing_is_rate_limited(client, lock):
    answers = [give(client, lock.id, "guess").status_code for _ in range(12)]
    assert answers[:10] == [403] * 10
    assert answers[10:] == [429] * 2


def guess(client, lock, readers, **more) -> list[int]:
    return [give(client, lock.id, "guess", reader=reader, **more).status_code for reader in readers]


@pytest.mark.parametrize("key", ["", "another"])
def test_without_the_edge_key_forged_addresses_do_not_raise_the_limit(client, lock, key):
    names = [f"1.2.3.{number}" for number in range(11)]

    assert guess(client, lock, names, headers={"X-Edge-Key": key})[-1] == 429
    assert guess(client, lock, names[:1]) == [403]


def test_addresses_in_one_network_share_a_limit(client, lock):
    assert guess(client, lock, [f"2001:db8::{number}" for number in range(11)])[-1] == 429
    assert guess(client, lock, ["2001:db8:0:1::1", "::ffff:1.2.3.4", "no address"]) == [403] * 3


def test_guesses_at_one_site_do_not_lock_its_neighbours_out_of_another(client, lock, people):
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        other = site_passwords.set_lock(people.carol.site_id, None, "open barley")
    assert guess(client, lock, ["1.2.3.4"] * 11)[-1] == 429

    assert give(client, other.id, "open barley").status_code == 303


def test_correct_passwords_from_one_address_are_not_limited(client, lock):
    assert {give(client, lock.id, "open sesame").status_code for _ in range(25)} == {303}


def test_during_distributed_guessing_each_reader_has_one_attempt(client, lock):
    for _ in range(120):
        limits.consume_attempt(site_passwords.OF_LOCK, str(lock.id))

    assert guess(client, lock, ["5.6.7.8", "5.6.7.8"]) == [403, 429]
    assert give(client, lock.id, "open sesame", reader="9.9.9.9").status_code == 303


def test_a_new_password_invalidates_cookies_for_the_old_one(client, lock, people):
    give(client, lock.id, "open sesame")
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        again = site_passwords.set_lock(people.ada.site_id, None, "open sesame")
    cookie = client.get_cookie(cookie_name(str(lock.id)))
    assert again.id != lock.id
    assert not Lock(str(again.id), "", again.key).is_open_for({cookie_name(str(again.id)): cookie.value})
