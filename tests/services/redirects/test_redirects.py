import pytest
from sqlalchemy import select

from app.errors import Conflict, Invalid, NotFound
from app.models import EdgeEvent
from app.services import pages, redirects
from app.tenancy import tenant_scope, transaction
from tests.factories import make_page
from tests.services.publishing.support import on_site, publish


@pytest.fixture
def books(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        return make_page(session, site, slug="books", title="Books")


@pytest.fixture
def site(people, books):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada.site_id


def listed(site):
    return [(each.from_path, each.end) for each in redirects.list_redirects(site)]


@pytest.mark.parametrize(
    ("given", "normalised"),
    [
        ("/old", "/old"),
        ("old/", "/old"),
        ("/Old.html", "/Old"),
        ("/blog/index.html", "/blog"),
        ("/blog/*", "/blog/*"),
        ("/*", "/*"),
        ("https://ada.localhost/old?", "/old"),
        ("https://elsewhere.example/about", "/about"),
        ("/%C3%BCber", "/über"),
    ],
)
def test_paths_are_normalised(site, given, normalised):
    assert redirects.add_redirect(site, from_path=given, target="/books").from_path == normalised


@pytest.mark.parametrize(
    "given",
    [
        "/",
        "",
        "/a?b=1",
        "/a#b",
        "/a b",
        "/a/*/b",
        "/a*",
        "//evil.example",
        "javascript:x",
        "/a\\b",
        "/a/%0d%0ab",
    ],
)
def test_an_invalid_path_is_rejected(site, given):
    with pytest.raises(Invalid):
        redirects.add_redirect(site, from_path=given, target="/books")


@pytest.mark.parametrize(
    "target",
    [
        "",
        "javascript:alert(1)",
        "//evil.example",
        "https://ada.localhost//evil.example",
        "/%2Fevil.example",
        "/%2F%2Fevil.example",
        "mailto:a@b.c",
        "/a b",
        "page:nobody",
        "https://",
        "/a/*/b",
    ],
)
def test_an_unsafe_target_is_rejected(site, target):
    with pytest.raises(Invalid):
        redirects.add_redirect(site, from_path="/old", target=target)


@pytest.mark.parametrize("target", ["/books", "/books/", "books", "https://ada.localhost/books"])
def test_a_redirect_to_a_pages_path_follows_the_page_when_it_moves(site, books, target):
    redirects.add_redirect(site, from_path="/old", target=target)

    pages.update_page(books.id, title="Books", slug="works", meta_description="", in_menu=True)

    assert listed(site) == [("/old", "/works")]


def test_a_redirect_may_lead_to_another_site(site):
    redirects.add_redirect(site, from_path="/shop", target="https://shop.example/a?b=1")
    assert listed(site) == [("/shop", "https://shop.example/a?b=1")]


def test_a_redirect_loop_is_rejected(site):
    redirects.add_redirect(site, from_path="/a", target="/b")
    redirects.add_redirect(site, from_path="/b", target="/c")
    with pytest.raises(Invalid, match="loop"):
        redirects.add_redirect(site, from_path="/c", target="/a")
    with pytest.raises(Invalid, match="itself"):
        redirects.add_redirect(site, from_path="/d", target="/d")


def test_a_redirect_can_be_reversed(site):
    there = redirects.add_redirect(site, from_path="/a", target="/b")
    redirects.change_redirect(there.id, from_path="/b", target="/a", kind="temporary")
    assert [each.from_path for each in redirects.list_redirects(site)] == ["/b"]


def test_a_path_has_at_most_one_redirect(site):
    redirects.add_redirect(site, from_path="/a", target="/books")
    with pytest.raises(Conflict):
        redirects.add_redirect(site, from_path="/a/", target="/books")


def test_every_change_notifies_the_edges(site):
    def count_events():
        with transaction() as session:
            return len(session.scalars(select(EdgeEvent.id).where(EdgeEvent.kind == "redirects")).all())

    there = redirects.add_redirect(site, from_path="/a", target="/books")
    redirects.change_redirect(there.id, from_path="/a", target="", kind="gone")
    redirects.delete_redirect(there.id)
    assert count_events() == 3


def test_another_tenants_redirects_are_not_found(site, people):
    theirs = redirects.add_redirect(site, from_path="/a", target="/books")
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        with pytest.raises(NotFound):
            redirects.get_redirect(theirs.id)
        with pytest.raises(NotFound):
            redirects.add_redirect(site, from_path="/b", target="/")


def test_a_deleted_page_is_redirected_from_current_and_former_paths(site, books, people):
    publish(people.ada)
    pages.update_page(books.id, title="Books", slug="works", meta_description="", in_menu=True)
    publish(people.ada)

    pages.delete_page(books.id, leads_to=f"page:{people.ada.page_id}")
    publish(people.ada)

    book = redirects.read_address_book(site)
    assert [book.resolve(path).target for path in ("/works", "/books")] == ["/", "/"]


def test_a_restored_page_has_no_redirect(site, books, people):
    pages.delete_page(books.id, leads_to="https://shop.example/")
    pages.restore_page(books.id)
    assert listed(site) == []


FILE = """from;to;kind
/old;/books;301
/older;/old;
/x;/y;
/y;/x;
/old;/twice;
/bad path;/books;
/lost;;410
/short;https://shop.example/;302
/odd;/books;999
/books;/;
"""


def test_a_preview_validates_each_line_and_changes_nothing(site):
    lines = redirects.preview_csv(site, FILE)

    assert [(line.source, bool(line.problem)) for line in lines] == [
        ("/old", False),
        ("/older", False),
        ("/x", True),
        ("/y", True),
        ("/old", True),
        ("/bad path", True),
        ("/lost", False),
        ("/short", False),
        ("/odd", True),
        ("/books", False),
    ]
    assert lines[1].note == "Readers go straight to /books."
    assert "Line 2" in lines[4].problem
    assert "the page" in lines[-1].note
    assert listed(site) == []


def test_valid_lines_are_imported_and_exported_unchanged(site):
    redirects.add_redirect(site, from_path="/old", target="/somewhere")

    assert redirects.import_csv(site, FILE) == 5

    out = redirects.export_csv(site)
    assert out.splitlines() == [
        "from,to,kind",
        "/books,/,moved",
        "/lost,,gone",
        "/old,/books,moved",
        "/older,/old,moved",
        "/short,https://shop.example/,temporary",
    ]
    redirects.import_csv(site, out)
    assert redirects.export_csv(site) == out


def test_a_file_with_too_many_lines_is_rejected_with_the_limit(site):
    for read in (redirects.preview_csv, redirects.import_csv):
        with pytest.raises(
            Invalid, match=r"has 300,000 lines, but we can import at most 10,000 at once"
        ) as error:
            read(site, "a,b\n" * 300_000)
        assert error.value.field == "table"


def test_a_file_may_have_as_many_lines_as_a_site_redirects(site):
    lines = redirects.preview_csv(
        site, "from,to,kind\r\n" + "".join(f"/{one},/books\r\n" for one in range(10_000))
    )

    assert len(lines) == 10_000
    assert not any(line.problem for line in lines)


def test_a_path_of_very_many_folders_is_rejected(site):
    with pytest.raises(Invalid, match="at most 20 folders"):
        redirects.add_redirect(site, from_path="/a" * 21, target="/books")
