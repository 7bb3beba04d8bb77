from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from app.errors import NotFound
from app.services import documents, editing
from app.services.documents import Gesture
from app.services.find_and_replace import MAX_HITS, find_in_page, find_in_site
from app.tree.text import Query
from tests.factories import People, Person
from tests.services.find_and_replace.conftest import AddPage

EMMA = Query("emma")


def test_pages_of_a_site_are_searched_in_their_order(ada: Person, add_page: AddPage):
    add_page("Novels", "Emma", "Persuasion")
    add_page("Letters", "To Cassandra")
    add_page("About", "Of Emma and of Émma")

    found = find_in_site(ada.site_id, EMMA)

    assert [(page.title, [hit.found for hit in page.hits]) for page in found.pages] == [
        ("Novels", ["Emma"]),
        ("About", ["Emma", "Émma"]),
    ]
    assert (found.count, found.is_truncated) == (3, False)


def test_titles_and_descriptions_are_searched_too(ada: Person, add_page: AddPage):
    add_page("Emma", "A novel", description="All about Emma")

    (page,) = find_in_site(ada.site_id, EMMA).pages

    assert [(hit.passage.block_id, hit.passage.label) for hit in page.hits] == [
        ("", "Page title"),
        ("", "Description"),
    ]


def test_changes_since_the_snapshot_are_searched(ada: Person, add_page: AddPage):
    changed, emptied = add_page("One", "Nothing"), add_page("Two", "Emma")
    editing.update_block(changed, "heading-1", {"text": "Emma"}, gesture=Gesture())
    editing.remove_block(emptied, "heading-1", gesture=Gesture())

    found = find_in_site(ada.site_id, EMMA)

    assert [page.id for page in found.pages] == [changed]


@pytest.mark.parametrize("snapshot_at", [0, 2])
def test_a_folded_log_gives_the_same_results(
    ada: Person, add_page: AddPage, admin_engine: Engine, snapshot_at: int
):
    page_id, burst = add_page("One", "Nothing"), uuid4()
    for text_so_far in ("E", "Em", "Emma"):
        editing.update_block(page_id, "heading-1", {"text": text_so_far}, gesture=Gesture(group_id=burst))
    in_between = documents.tree_at(page_id, snapshot_at)
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE page_operations SET created_at = created_at - interval '1 hour'"))
    assert documents.fold_logs() == 2
    documents.store_snapshots({page_id: (snapshot_at, in_between)})

    found = find_in_site(ada.site_id, EMMA)

    assert [[hit.found for hit in page.hits] for page in found.pages] == [["Emma"]]


def test_a_shared_section_counts_as_a_page_of_its_own(ada: Person, add_page: AddPage, admin_engine: Engine):
    section = add_page("Imprint of Emma", "By Emma")
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE pages SET kind = 'section', slug = '' WHERE id = :id"), {"id": section}
        )
    add_page("About", "Emma")

    found = find_in_site(ada.site_id, EMMA)

    assert [(page.title, page.is_section, len(page.hits)) for page in found.pages] == [
        ("About", False, 1),
        ("Imprint of Emma", True, 2),
    ]


def test_a_search_of_one_page_ignores_other_pages(ada: Person, add_page: AddPage):
    page_id = add_page("One", "Emma", "Emma")
    add_page("Two", "Emma")

    found = find_in_page(page_id, EMMA)

    assert [page.id for page in found.pages] == [page_id]
    assert found.count == 2


def test_pages_in_the_trash_are_left_out(ada: Person, add_page: AddPage, admin_engine: Engine):
    page_id = add_page("One", "Emma")
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE pages SET deleted_at = :now"), {"now": datetime.now(UTC)})

    assert find_in_site(ada.site_id, EMMA).count == 0
    with pytest.raises(NotFound):
        find_in_page(page_id, EMMA)


def test_hits_are_limited_and_marked_as_truncated(ada: Person, add_page: AddPage):
    for number in range(3):
        add_page(f"Page {number}", "e" * (MAX_HITS // 2))

    found = find_in_site(ada.site_id, Query("e"))

    assert (found.count, found.is_truncated) == (MAX_HITS, True)
    assert not find_in_site(ada.site_id, Query("xyzzy")).is_truncated


def test_an_empty_query_finds_nothing(ada: Person, add_page: AddPage):
    add_page("One", " a  b ")

    assert find_in_site(ada.site_id, Query("")).count == 0


def test_a_site_of_another_tenant_is_not_found(ada: Person, people: People):
    for site_id in (people.carol.site_id, uuid4()):
        with pytest.raises(NotFound):
            find_in_site(site_id, Query("reader"))


def test_a_page_of_another_tenant_is_not_found(ada: Person, people: People):
    with pytest.raises(NotFound):
        find_in_page(people.carol.page_id, Query("reader"))


def test_thirty_pages_take_as_many_queries_as_one(ada: Person, add_page: AddPage, statements: list[str]):
    editing.update_block(add_page("One", "x"), "heading-1", {"text": "Emma"}, gesture=Gesture())
    statements.clear()
    find_in_site(ada.site_id, EMMA)
    for_one = len(statements)
    for number in range(29):
        page_id = add_page(f"Page {number}", "x")
        editing.update_block(page_id, "heading-1", {"text": "Emma"}, gesture=Gesture())
    statements.clear()

    assert find_in_site(ada.site_id, EMMA).count == 30
    assert len(statements) == for_one
