import pytest
from sqlalchemy import event

from app.errors import Conflict, Invalid, NotFound
from app.extensions import engine
from app.services import pages, sites, themes
from app.services.sites import fill_placeholders
from app.tenancy import tenant_scope
from tests.factories import People


@pytest.fixture
def ada(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def create(**changes):
    given = {
        "name": "Jane",
        "author_name": "Jane Austen",
        "subdomain": "jane-austen",
        "template_slug": "plain",
    }
    return sites.create_site(**{**given, **changes})


def test_new_site_has_the_pages_of_its_design_and_an_address(ada):
    site = create()

    assert [page.title for page in pages.list_pages(site.id)] == ["Home"]
    assert pages.get_home(site.id).slug == ""
    card = next(card for card in sites.list_sites() if card.site.id == site.id)
    assert card.hostname == "jane-austen.localhost"
    assert card.pages == 1


def test_names_are_single_lines(ada):
    site = create(name="Jane\u202e\r\nAusten", author_name="Jane\tAusten", tagline="Wit\nand \x07sense")
    assert (site.name, site.author_name, site.tagline) == ("Jane Austen", "Jane Austen", "Wit and sense")

    names = {"name": "a\nb", "author_name": "c\nd", "tagline": "e\nf"}
    changed = sites.update_site(site.id, **names, language="en", subdomain="jane-austen")
    assert (changed.name, changed.author_name, changed.tagline) == ("a b", "c d", "e f")
    with pytest.raises(Invalid):
        sites.update_site(site.id, **names | {"name": "\u202e"}, language="en", subdomain="jane-austen")


def test_placeholders_are_filled_in_at_any_depth():
    given = {
        "props": {
            "heading": "{{author_name}}",
            "list": ["By {{ author_name }}", 3, None, "{{unknown}} {% x %}"],
        }
    }

    assert fill_placeholders(given, {"author_name": "Jane {{x}}"}) == {
        "props": {"heading": "Jane {{x}}", "list": ["By Jane {{x}}", 3, None, "{{unknown}} {% x %}"]}
    }


def test_taken_address_creates_no_site(ada):
    before = len(sites.list_sites())

    with pytest.raises(Conflict):
        create(subdomain="carol")

    assert len(sites.list_sites()) == before


@pytest.mark.parametrize("slug", ["none", "PLAIN", "x" * 1000])
def test_unknown_design_is_rejected(ada, slug):
    with pytest.raises(NotFound) as refused:
        create(template_slug=slug)

    assert refused.value.field == "template"


def test_gallery_is_public(clean_database, people: People):
    assert [design.slug for design in themes.list_gallery()] == ["plain"]


def test_settings_can_be_changed(ada):
    site = sites.update_site(
        ada.site_id, name="Notes", author_name="A. L.", tagline="On engines", language="fr", subdomain="notes"
    )

    assert (site.name, site.author_name, site.tagline, site.language) == (
        "Notes",
        "A. L.",
        "On engines",
        "fr",
    )
    assert sites.list_sites()[0].hostname == "notes.localhost"


def test_language_must_be_one_of_the_list(ada):
    with pytest.raises(Invalid):
        sites.update_site(
            ada.site_id, name="N", author_name="A", tagline="", language="klingon", subdomain="notes"
        )


def test_rejected_address_leaves_the_settings_unchanged(ada):
    with pytest.raises(Conflict):
        sites.update_site(
            ada.site_id, name="New", author_name="A", tagline="", language="en", subdomain="carol"
        )

    assert sites.get_site(ada.site_id).name == "Letters"


def test_site_of_another_tenant_is_not_found(people: People, ada):
    with pytest.raises(NotFound):
        sites.get_site(people.carol.site_id)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_two_statements_for_any_number_of_sites(ada, count):
    for number in range(count - 1):
        create(subdomain=f"site-{number}")
    statements = []
    event.listen(engine(), "before_cursor_execute", lambda *details: statements.append(details[2]))

    assert len(sites.list_sites()) == count

    assert len(statements) == 2
