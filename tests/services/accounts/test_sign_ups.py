import pytest
from sqlalchemy import Engine, text

from app.errors import Conflict, Invalid
from app.models import Role
from app.services import accounts
from tests.factories import PASSWORD, People

NEW_PASSWORD = "correct horse battery"


def sign_up(**changes):
    return accounts.sign_up(
        **{"name": "Jane", "email": "jane@example.test", "password": NEW_PASSWORD, **changes}
    )


def identity_of(user_id):
    return accounts.find_identity(accounts.start_session(user_id, user_agent="", ip=""))


def test_sign_up_creates_a_person_who_owns_a_tenant(clean_database):
    identity = identity_of(sign_up())

    assert identity.user.name == "Jane"
    assert identity.tenant.name == "Jane"
    assert identity.role == Role.OWNER
    assert not identity.is_staff


def test_address_is_stored_in_lower_case(clean_database):
    identity = identity_of(sign_up(email="  Jane.Austen@Example.TEST "))

    assert identity.user.email == "jane.austen@example.test"


def test_an_address_is_only_claimed_at_first_and_several_may_claim_it(clean_database, admin_engine: Engine):
    one, other = sign_up(), sign_up(email="JANE@example.test", password="another good one")

    assert identity_of(one).user.confirmed_at is None
    assert identity_of(other).user.confirmed_at is None
    with admin_engine.connect() as connection:
        kinds = connection.scalars(text("SELECT payload ->> 'kind' FROM outbox")).all()
    assert kinds == ["confirmation", "confirmation"]


def test_an_address_that_an_operator_vouches_for_is_confirmed_and_unique(people: People):
    jane = {"name": "Jane", "email": "jane@example.test", "password": NEW_PASSWORD}
    assert identity_of(accounts.create_confirmed_account(**jane)).user.confirmed_at is not None

    with pytest.raises(Conflict) as refused:
        accounts.create_confirmed_account(**jane)

    assert refused.value.field == "email"


def test_an_address_leads_to_the_confirmed_account_or_to_the_newest_that_claims_it(people: People):
    first, second = sign_up(), sign_up(password="another good one")

    assert accounts.authenticate(email="jane@example.test", password="another good one").user_id == second
    with pytest.raises(Invalid):
        accounts.authenticate(email="jane@example.test", password=NEW_PASSWORD)

    browsers = {first: accounts.remember_browser(first)}
    proof = accounts.authenticate(email="jane@example.test", password=NEW_PASSWORD, browsers=browsers)
    assert proof.user_id == first


def test_signing_in_to_an_account_that_claims_an_address_does_not_tell_whether_it_has_another(people: People):
    for address in (people.ada.email, "nobody@example.test"):
        stranger = sign_up(email=address)
        assert accounts.authenticate(email=address, password=NEW_PASSWORD).user_id == stranger

    assert accounts.authenticate(email=people.ada.email, password=PASSWORD).user_id == people.ada.id


def test_claiming_an_address_with_a_password_does_not_tell_whether_it_is_the_owners(people: People):
    stranger = sign_up(email=people.ada.email, password=PASSWORD)
    assert accounts.authenticate(email=people.ada.email, password=PASSWORD).user_id == stranger

    browsers = {people.ada.id: accounts.remember_browser(people.ada.id)}
    proof = accounts.authenticate(email=people.ada.email, password=PASSWORD, browsers=browsers)
    assert proof.user_id == people.ada.id


def test_nobody_can_claim_so_often_that_a_mailbox_is_flooded(clean_database, admin_engine: Engine):
    for _ in range(5):
        sign_up()

    with admin_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM users")) == 5
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 3


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.test",
        "evil.test/login",
        "www.evil",
        "Ada <a@b.cd>",
        "//evil",
        "Log in: evil.com",
        "\u202e",
        "",
    ],
)
def test_a_name_contains_no_address(clean_database, people: People, name):
    with pytest.raises(Invalid) as refused:
        sign_up(name=name)
    assert refused.value.field == "name"

    with pytest.raises(Invalid):
        accounts.rename_user(people.ada.id, name=name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("J.R.R. Tolkien", "J.R.R. Tolkien"),
        ("e.e.cummings", "e.e.cummings"),
        ("Dr.Seuss", "Dr.Seuss"),
        ("Jane\r\n\r\n  Austen\t", "Jane Austen"),
        ("Jane\u202e\u2066 Austen\x00", "Jane Austen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_name_is_one_line(clean_database, given, kept):
    assert identity_of(sign_up(name=given)).user.name == kept


@pytest.mark.parametrize(
    "email",
    [
        "",
        "jane",
        "jane@",
        "@example.test",
        "jane@example",
        "a b@c.de",
        "a@b.c\nBcc: d@e.fg",
        "a@b@c.de",
        "<a@b.cd>",
    ],
)
def test_invalid_address_is_rejected(clean_database, email):
    with pytest.raises(Invalid) as refused:
        sign_up(email=email)

    assert refused.value.field == "email"


@pytest.mark.parametrize("password", ["short", "password123", "aaaaaaaaaaaa", "jane@example.test", "x" * 201])
def test_password_that_is_easily_guessed_is_rejected(clean_database, password):
    with pytest.raises(Invalid) as refused:
        sign_up(password=password)

    assert refused.value.field == "password"


def test_password_is_hashed_with_argon2id_and_the_parameters_that_owasp_recommends(
    clean_database, admin_engine: Engine
):
    sign_up()

    with admin_engine.connect() as connection:
        stored = connection.scalar(text("SELECT password_hash FROM user_credentials"))

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
