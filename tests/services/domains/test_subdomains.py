import pytest

from app.errors import Conflict, Invalid
from app.services import domains, sites
from app.services.domains import subdomains
from app.tenancy import tenant_scope
from tests.factories import People


@pytest.fixture
def desk(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield sites.get_site(people.ada.site_id)


@pytest.mark.parametrize("name", ["jane", "jane-austen", "jane2", "123", "a-1-b"])
def test_valid_name_is_normalised(config, clean_database, name):
    assert subdomains.clean_subdomain(f" {name.upper()} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "-jane",
        "jane-",
        "ja--ne",
        "xn--fa-hia",
        "jane.austen",
        "jané",
        "jane austen",
        "a" * 49,
        "*",
        "a_b",
        "www",
        "API",
    ],
)
def test_invalid_name_is_rejected(clean_database, name):
    with pytest.raises(Invalid) as refused:
        subdomains.clean_subdomain(name)

    assert refused.value.field == "subdomain"


def test_invalid_name_gets_a_suggestion(clean_database):
    with pytest.raises(Invalid, match="Try jane-austen"):
        subdomains.clean_subdomain("Jane Austen!")


def test_name_taken_by_another_tenant_is_rejected_and_a_free_one_is_suggested(desk):
    with pytest.raises(Conflict, match=r"taken\. Try carol-books\."):
        domains.assign_subdomain(desk, "carol")

    assert domains.get_host(desk).hostname == "ada.localhost"


def test_suggested_name_is_free(desk):
    assert subdomains.is_subdomain_free("carol-books")
    assert not subdomains.is_subdomain_free("carol")
    assert domains.suggest_free_subdomain("Carol") == "carol-books"


@pytest.mark.parametrize(
    ("author_name", "name"),
    [("Émile Zola", "emile-zola"), ("李白", "li-bai"), ("", "writes"), ("www", "www-writes")],
)
def test_name_is_suggested_for_any_author_name(desk, author_name, name):
    assert domains.suggest_free_subdomain(author_name) == name


def test_earlier_name_stays_reserved_for_its_site(desk):
    domains.assign_subdomain(desk, "countess")
    assert domains.get_host(desk).hostname == "countess.localhost"
    assert not subdomains.is_subdomain_free("ada")

    domains.assign_subdomain(desk, "ada")

    assert domains.get_host(desk).hostname == "ada.localhost"
