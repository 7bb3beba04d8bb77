import pytest

from app.errors import Invalid, TooMany
from app.services import accounts
from app.services.accounts import rate_limits as limits
from tests.factories import PASSWORD, People

HOME, STRANGER = "203.0.113.9", "192.0.2.1"


def sign_in(email: str, password: str = PASSWORD, ip: str = HOME, browsers=None):
    return accounts.authenticate(email=email, password=password, ip=ip, browsers=browsers or {})


def guess_until_refused(email: str, **more) -> int:
    """Return the number of wrong guesses that were checked."""
    for number in range(1000):
        try:
            sign_in(email, "wrong password", **more)
        except TooMany:
            return number
        except Invalid:
            continue
    raise AssertionError("Guesses are not limited.")


@pytest.mark.threat("G4")
def test_a_stranger_does_not_lock_out_the_owners_network(people: People):
    assert guess_until_refused(people.ada.email, ip=STRANGER) == 5

    assert sign_in(people.ada.email)


def test_a_stranger_in_the_owners_network_does_not_lock_out_her_browser(people: People):
    browsers = {people.ada.id: accounts.remember_browser(people.ada.id)}
    guess_until_refused(people.ada.email)
    for number in range(40):
        with pytest.raises((Invalid, TooMany)):
            sign_in(f"{number}@example.test", "wrong password")
    with pytest.raises(TooMany):
        sign_in(people.ada.email)

    assert sign_in(people.ada.email, browsers=browsers)


@pytest.mark.threat("G4")
def test_many_networks_do_not_lock_out_the_owners_browser_and_leave_other_networks_one_attempt(
    people: People,
):
    browsers = {people.ada.id: accounts.remember_browser(people.ada.id)}
    for _ in range(60):
        limits.consume_attempt("sign-in to an account", people.ada.email)

    assert guess_until_refused(people.ada.email, ip=STRANGER) == 1
    assert sign_in(people.ada.email)
    assert sign_in(people.ada.email, browsers=browsers)


def test_a_known_browser_is_limited_itself(people: People):
    browsers = {people.ada.id: accounts.remember_browser(people.ada.id)}

    assert guess_until_refused(people.ada.email, browsers=browsers) == 5
    with pytest.raises(TooMany):
        sign_in(people.ada.email, browsers=browsers)


def test_knowing_one_account_does_not_help_to_guess_at_another(people: People):
    browsers = {people.carol.id: accounts.remember_browser(people.carol.id)}
    guess_until_refused(people.ada.email, browsers=browsers)

    for _ in range(3):
        assert sign_in(people.carol.email, browsers=browsers)
        with pytest.raises(TooMany):
            sign_in(people.ada.email, browsers=browsers)


def test_signing_in_to_an_own_account_that_claims_the_address_does_not_lift_the_limit(people: People):
    """Otherwise a stranger could guess four times, sign in to the own account, and go on."""
    stranger = accounts.sign_up(name="Eve", email=people.ada.email, password="correct horse battery")
    browsers = {stranger: accounts.remember_browser(stranger)}
    for _ in range(4):
        with pytest.raises(Invalid):
            sign_in(people.ada.email, "wrong password")

    assert sign_in(people.ada.email, "correct horse battery").user_id == stranger
    assert sign_in(people.ada.email, "correct horse battery", browsers=browsers).user_id == stranger

    assert guess_until_refused(people.ada.email) == 1


def test_a_browser_that_knows_only_a_claim_cannot_guess_at_the_owners_password(people: People):
    """Otherwise every account that claims the address would give a stranger some more guesses."""
    stranger = accounts.sign_up(name="Eve", email=people.ada.email, password="correct horse battery")

    with pytest.raises(Invalid):
        sign_in(people.ada.email, browsers={stranger: accounts.remember_browser(stranger)})


def change_password(people: People) -> None:
    accounts.change_password(
        people.ada.id, current=PASSWORD, new="correct horse battery", exclude=people.ada.id
    )


def sign_out_everywhere(people: People) -> None:
    accounts.revoke_other_sessions(people.ada.id)


@pytest.mark.parametrize("end", [change_password, sign_out_everywhere])
def test_known_browsers_end_with_the_password_and_by_signing_out_everywhere(people: People, end):
    browsers = {people.ada.id: accounts.remember_browser(people.ada.id)}

    end(people)

    guess_until_refused(people.ada.email)
    with pytest.raises(TooMany):
        sign_in(people.ada.email, browsers=browsers)


def test_addresses_in_one_ipv6_network_share_a_limit(people: People):
    for number in range(5):
        with pytest.raises(Invalid):
            sign_in(people.ada.email, "wrong password", ip=f"2001:db8::{number}")

    with pytest.raises(TooMany):
        sign_in(people.ada.email, ip="2001:db8::ffff")
    assert sign_in(people.ada.email, ip="2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_network_of_an_address(address, network):
    assert accounts.network_of(address) == network
