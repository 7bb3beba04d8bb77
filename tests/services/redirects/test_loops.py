"""No redirects that we accept lead readers in a loop, wherever the redirects come from."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.delivery.redirects import MAX_STEPS, Rules
from app.errors import Invalid
from app.services import pages, redirects
from app.services.redirects.csv_files import _lines, _validated
from app.services.redirects.resolution import AddressBook
from app.services.redirects.validation import check_no_circle, clean_from, clean_rule
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.scale import runs
from tests.services.publishing.support import on_site

LOOPS = {
    "two folders": [("/p/*", "/q/*"), ("/q/*", "/p/*")],
    "a folder into itself": [("/p/*", "/p/x/*")],
    "everything into a folder": [("/*", "/p/*")],
    "three folders": [("/p/*", "/q/*"), ("/q/*", "/r/*"), ("/r/*", "/p/*")],
    "a page within a folder": [("/q/a", "/p/a"), ("/p/*", "/q/*")],
    "a folder within a folder": [("/p/*", "/q/*"), ("/q/a/*", "/p/a/*")],
    "a folder to one page": [("/p/*", "/q/a"), ("/q/*", "/p/b")],
    "a folder and everything": [("/p/*", "/*"), ("/*", "/p/*")],
    "a trailing slash": [("/p/*", "/q/"), ("/q/", "/p/")],
    "a query": [("/p", "/q?a=1"), ("/q", "/p#b")],
    "the site's own host": [
        ("/p/*", "https://ada.localhost/q/*"),
        ("https://ada.localhost:8443/q/*", "/p/*"),
    ],
    "escapes": [("/%70/*", "/q/*"), ("/q/*", "/p/*")],
    "several folders that grow": [("/p/*", "/q/x/*"), ("/q/*", "/p/*")],
}
every_loop = pytest.mark.parametrize("given_redirects", LOOPS.values(), ids=LOOPS)


@pytest.fixture
def site(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada.site_id


@every_loop
def test_a_redirect_that_closes_a_loop_is_rejected(site, given_redirects):
    *before, (from_path, target) = given_redirects
    for path, leads_to in before:
        redirects.add_redirect(site, from_path=path, target=leads_to)

    with pytest.raises(Invalid, match=r"in a loop|more than 10 times") as error:
        redirects.add_redirect(site, from_path=from_path, target=target)

    assert error.value.field == "target"


def test_a_redirect_cannot_be_changed_so_that_it_closes_a_loop(site):
    redirects.add_redirect(site, from_path="/p/*", target="/q/*")
    added = redirects.add_redirect(site, from_path="/elsewhere", target="https://a.example/")

    with pytest.raises(Invalid, match=r"in a loop|more than 10 times"):
        redirects.change_redirect(added.id, from_path="/q/*", target="/p/*", kind="moved")


@every_loop
def test_lines_that_redirect_in_a_loop_are_not_imported(site, given_redirects):
    lines = redirects.preview_csv(site, "\n".join(map(",".join, given_redirects)))

    assert {line.problem[:14] for line in lines if line.problem} == {"This would red"}
    redirects.import_csv(site, "\n".join(map(",".join, given_redirects)))
    assert [each for each in redirects.list_redirects(site) if each.is_circle] == []


def test_a_line_that_closes_a_loop_with_earlier_redirects_is_not_imported(site):
    redirects.add_redirect(site, from_path="/q/a", target="/p/a")

    lines = redirects.preview_csv(site, "/p/*,/q/*\n/r,/s")

    assert [bool(line.problem) for line in lines] == [True, False]


def test_the_redirect_of_a_deleted_page_may_not_close_a_loop(site, people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, row):
        page = make_page(session, row, slug="p/a", title="Books")
    redirects.add_redirect(site, from_path="/q/*", target="/p/*")

    with pytest.raises(Invalid, match=r"in a loop: /p/a → /q/a → /p/a\."):
        pages.delete_page(page.id, leads_to="/q/a")


def test_an_old_loop_does_not_prevent_other_redirects():
    book = book_of(("/p/*", "/q/*"), ("/q/*", "/p/*"))

    check_no_circle("/r", clean_rule("moved", "/s", book), book)


def test_redirects_may_form_a_row_of_limited_length():
    """Also when a redirect in the middle makes one row of two."""
    row = [(f"/{number}", f"/{number + 1}") for number in range(MAX_STEPS)]
    book = book_of(*row[:4], *row[5:-1], ("/9", "https://a.example/"))
    check_no_circle("/4", clean_rule("moved", "/5", book), book)

    book = book.with_rules({"/before": clean_rule("moved", "/0", book)})

    with pytest.raises(Invalid, match="more than 10 times"):
        check_no_circle("/4", clean_rule("moved", "/5", book), book)


NAMES = ["", "/p", "/q", "/p/a", "/q/a", "/p/a/b", "/P"]
SOURCES = st.sampled_from([*NAMES[1:], *(f"{name}/*" for name in NAMES), "/p/", "/q.html", "/%70/*"])
TARGETS = st.sampled_from(
    [*NAMES[1:], *(f"{name}/*" for name in NAMES), "/q/", "/p?a", "/q#a", "/home", "https://x.example/*"]
)
LEFT = st.lists(
    st.tuples(st.sampled_from(NAMES[1:]), st.sampled_from(["home", "deleted", "gone"])),
    max_size=3,
    unique=True,
)
PATHS = [
    "/".join(["", *names]) for count in range(1, 5) for names in product(["p", "q", "a", "c"], repeat=count)
]


def book_of(*pairs, left=()):
    book = AddressBook({"home": "/home"}, {}, frozenset(), Rules(former_addresses=left))
    return book.with_rules({path: clean_rule("moved", target, book) for path, target in pairs})


@settings(max_examples=runs(60, soak=2000), deadline=None)
@given(st.lists(st.tuples(SOURCES, TARGETS), max_size=6), LEFT, st.booleans())
def test_every_path_ends_within_ten_steps_for_any_redirects_that_are_accepted(pairs, left, is_imported):
    book = book_of(left=tuple(left))
    if is_imported:
        lines = _validated(list(_lines("\n".join(map(",".join, pairs)))), book)
        book = book.with_rules({line.path: line.rule for line in lines if line.rule})
    else:
        for source, target in pairs:
            try:
                path, rule = clean_from(source, book), clean_rule("moved", target, book)
                check_no_circle(path, rule, book)
            except Invalid:
                continue
            book = book.with_rules({path: rule})

    assert {path for path in PATHS if book.resolve(path).is_circle} == set()
