from uuid import uuid4

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.services import pages
from app.tenancy import tenant_scope
from tests.factories import People


@pytest.fixture
def site_id(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada.site_id


def titles(site_id):
    return [page.title for page in pages.list_pages(site_id)]


def test_new_page_is_added_last_with_an_address_from_its_title(site_id):
    page = pages.create_page(site_id, title="Letters from Bath")

    assert page.slug == "letters-from-bath"
    assert titles(site_id) == ["Home", "Letters from Bath"]


def test_second_page_with_the_same_title_gets_a_unique_address(site_id):
    pages.create_page(site_id, title="Books")

    assert pages.create_page(site_id, title="Books").slug == "books-2"


def test_address_in_use_is_rejected_with_a_suggestion(site_id):
    pages.create_page(site_id, title="Books")

    with pytest.raises(Conflict, match=r"“Books” already has this address\. Try books-2") as refused:
        pages.create_page(site_id, title="More", slug="books")

    assert refused.value.field == "slug"


@pytest.mark.parametrize(
    "slug", ["Ünï", "a b", "a//b", "..", "../x", "a/../b", "x" * 200, "sitemap", "%2e", "a?b"]
)
def test_invalid_address_is_rejected(site_id, slug):
    with pytest.raises(Invalid) as refused:
        pages.create_page(site_id, title="More", slug=slug)

    assert refused.value.field == "slug"


def test_address_may_have_parts(site_id):
    assert pages.create_page(site_id, title="Emma", slug="/Books/Emma/").slug == "books/emma"


def test_page_whose_title_has_no_letters_still_gets_an_address(site_id):
    assert pages.create_page(site_id, title="***").slug == "page-2"


def test_page_can_be_moved_after_another_page_or_to_the_front(site_id):
    one, two, three = (pages.create_page(site_id, title=title) for title in ("One", "Two", "Three"))

    pages.move_page(three.id, after=one.id)
    assert titles(site_id) == ["Home", "One", "Three", "Two"]

    pages.move_page(two.id, after=None)
    assert titles(site_id) == ["Two", "Home", "One", "Three"]


def test_page_cannot_be_moved_after_a_missing_one(site_id):
    page = pages.create_page(site_id, title="One")

    with pytest.raises(NotFound):
        pages.move_page(page.id, after=uuid4())


def test_another_page_can_become_the_home_page(site_id):
    page = pages.create_page(site_id, title="Welcome")

    pages.set_home_page(page.id)

    assert {page.title: page.slug for page in pages.list_pages(site_id)} == {"Home": "home", "Welcome": ""}


def test_home_page_cannot_be_deleted(people: People, site_id):
    with pytest.raises(Conflict, match="home page"):
        pages.delete_page(people.ada.page_id)


def test_deleted_page_is_in_the_trash_and_can_be_restored(site_id):
    page = pages.create_page(site_id, title="Books")

    pages.delete_page(page.id)
    assert titles(site_id) == ["Home"]
    assert [each.title for each in pages.list_trash(site_id)] == ["Books"]

    pages.restore_page(page.id)
    assert titles(site_id) == ["Home", "Books"]
    assert pages.list_trash(site_id) == []


def test_page_is_restored_with_a_new_address_if_its_own_is_taken(site_id):
    page = pages.create_page(site_id, title="Books")
    pages.delete_page(page.id)
    pages.create_page(site_id, title="Books")

    assert pages.restore_page(page.id).slug == "books-2"


def test_details_can_be_changed(site_id):
    page = pages.create_page(site_id, title="Books")

    changed = pages.update_page(
        page.id, title="Novels", slug="novels", meta_description="Six.", in_menu=False
    )

    assert (changed.title, changed.slug, changed.meta_description, changed.in_menu) == (
        "Novels",
        "novels",
        "Six.",
        False,
    )


def test_home_page_keeps_its_address(people: People, site_id):
    changed = pages.update_page(
        people.ada.page_id, title="Start", slug="start", meta_description="", in_menu=True
    )

    assert changed.slug == ""


def test_page_of_another_tenant_is_not_found(people: People, site_id):
    for act in (pages.get_page, pages.delete_page, pages.set_home_page, pages.restore_page):
        with pytest.raises(NotFound):
            act(people.carol.page_id)
    with pytest.raises(NotFound):
        pages.create_page(people.carol.site_id, title="Mine now")
    assert pages.list_pages(people.carol.site_id) == []
