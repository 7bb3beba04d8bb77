"""Previews of one page, as a draft or at an earlier revision, within the published site."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from app.errors import Invalid, NotFound
from app.services import documents, editing, pages, previews, publishing, site_passwords
from app.services.documents import Gesture
from app.tenancy import tenant_scope
from app.tree.model import ROOT_SLOT
from tests.services.previews.support import row
from tests.services.publishing.support import live_build, manifest, publish, read, view


@pytest.fixture
def ada(people, clean_database):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


@pytest.fixture
def books(ada):
    """A page with a heading, in addition to the home page."""
    page = pages.create_page(ada.site_id, title="Books", slug="books")
    editing.insert_block(page.id, component="Heading", gesture=Gesture())
    return page.id


def make_page_preview(page_id: UUID, **more):
    """Create a preview of the page, and run its build."""
    preview = row(previews.create_page_preview(page_id, **({"days": 7} | more)))
    publishing.publish(preview.build_id)
    return row(preview.id)


def write(page_id: UUID, text: str) -> int:
    """Change the page's heading, and return the new revision."""
    heading = documents.tree_at(page_id).root.children[ROOT_SLOT][0]
    return editing.update_block(page_id, heading, {"text": text}, gesture=Gesture()).revision


def test_a_page_preview_shows_the_pages_draft_and_other_pages_as_published(ada, books):
    editing.insert_block(ada.page_id, component="Heading", gesture=Gesture())
    write(ada.page_id, "Welcome, readers")
    write(books, "The first book")
    live = publish(ada)
    write(ada.page_id, "Not for anybody yet")
    write(books, "The second book")

    preview = make_page_preview(books)

    assert preview.ready_at is not None
    assert preview.path == "/books"
    assert "The second book" in read(ada, preview.build_id, "/books.html")
    assert "Welcome, readers" in read(ada, preview.build_id, "/index.html")
    assert live_build(ada) == live


def test_a_page_preview_can_show_an_earlier_revision(ada, books):
    then = write(books, "A first thought")
    write(books, "A better one")

    preview = make_page_preview(books, revision=then)
    listed = previews.list_previews(ada.site_id, path="/books")[0]

    assert "A first thought" in read(ada, preview.build_id, "/books.html")
    assert listed.label == "Only “Books”"
    assert listed.shown_at is not None
    assert listed.shown_at < datetime.now(UTC)


def test_in_an_unpublished_site_a_page_preview_shows_only_the_page(ada, books):
    preview = make_page_preview(books)

    paths = [path for path in manifest(ada, preview.build_id).files if path.endswith(".html")]
    assert sorted(paths) == ["/404.html", "/books.html"]


def test_other_pages_with_a_password_are_left_out(ada, books):
    publish(ada)
    site_passwords.set_lock(ada.site_id, ada.page_id, "a long password")

    of_books, of_home = make_page_preview(books), make_page_preview(ada.page_id)

    assert "/index.html" not in manifest(ada, of_books.build_id).files
    assert "/index.html" in manifest(ada, of_home.build_id).files


def test_in_a_site_with_a_password_a_page_preview_shows_only_the_page(ada, books):
    publish(ada)
    site_passwords.set_lock(ada.site_id, None, "a long password")

    paths = manifest(ada, make_page_preview(books).build_id).files

    assert "/books.html" in paths
    assert "/index.html" not in paths


def test_a_page_deleted_before_the_build_is_not_shown(ada, books):
    waiting = row(previews.create_page_preview(books, days=7))
    pages.delete_page(books)

    publishing.publish(waiting.build_id)

    assert row(waiting.id).ready_at is None
    assert view(ada, waiting.build_id).error == "This page was deleted."


@pytest.mark.parametrize("revision", [-1, 7, 2**60])
def test_unknown_revisions_are_rejected(ada, books, revision):
    with pytest.raises(NotFound):
        previews.create_page_preview(books, days=7, revision=revision)


def test_other_tenants_pages_and_lifetimes_that_are_not_offered_are_rejected(people, ada, books):
    with pytest.raises(NotFound):
        previews.create_page_preview(people.carol.page_id, days=7)
    with pytest.raises(NotFound):
        previews.create_page_preview(uuid4(), days=7)
    with pytest.raises(Invalid):
        previews.create_page_preview(books, days=2)
