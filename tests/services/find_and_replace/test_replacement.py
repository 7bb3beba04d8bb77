from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from app.errors import Conflict, NotFound
from app.services import documents, editing
from app.services.documents import Gesture
from app.services.find_and_replace import (
    find_in_page,
    find_in_site,
    replace_in_page,
    replace_in_site,
    undo_replacements,
)
from app.tenancy import tenant_scope
from app.tree.text import Query
from tests.factories import People, Person
from tests.services.find_and_replace.conftest import AddPage, headings, places

EMMA = Query("emma")


def replace_everywhere(ada: Person, replacement: str = "Anne", query: Query = EMMA):
    chosen = places(find_in_site(ada.site_id, query))
    return replace_in_site(ada.site_id, query, replacement, chosen, gesture=Gesture())


def test_all_hits_on_a_page_are_replaced_in_one_step(ada: Person, add_page: AddPage):
    page_id = add_page("One", "Emma", "Dear Emma, my Emma")
    chosen = places(find_in_page(page_id, EMMA))[page_id]

    applied = replace_in_page(page_id, EMMA, "Anne", chosen, gesture=Gesture())

    assert headings(page_id) == ["Anne", "Dear Anne, my Anne"]
    assert (applied.label, applied.revision) == ("Replaced “emma” with “Anne”", 1)
    documents.undo(page_id, gesture=Gesture())
    assert headings(page_id) == ["Emma", "Dear Emma, my Emma"]


def test_hits_changed_since_the_preview_are_skipped_and_reported(ada: Person, add_page: AddPage):
    page_id = add_page("One", "Emma", "Emma")
    chosen = places(find_in_page(page_id, EMMA))[page_id]
    editing.update_block(page_id, "heading-1", {"text": "Emma again"}, gesture=Gesture())

    applied = replace_in_page(page_id, EMMA, "Anne", chosen, gesture=Gesture())

    assert headings(page_id) == ["Emma again", "Anne"]
    assert [skip.reason for skip in applied.skipped] == [
        "1 match has changed in the meantime, so it stays as it is."
    ]


def test_a_replacement_with_nothing_left_to_replace_raises_conflict(ada: Person, add_page: AddPage):
    page_id = add_page("One", "Emma")
    chosen = places(find_in_page(page_id, EMMA))[page_id]
    editing.remove_block(page_id, "heading-1", gesture=Gesture())

    with pytest.raises(Conflict, match="Nothing was replaced"):
        replace_in_page(page_id, EMMA, "Anne", chosen, gesture=Gesture())


def test_a_repeated_request_replaces_once(ada: Person, add_page: AddPage):
    page_id = add_page("One", "Emma")
    chosen = places(find_in_page(page_id, EMMA))[page_id]
    gesture = Gesture(group_id=uuid4())

    for _ in range(2):
        replace_in_page(page_id, EMMA, "Emma Emma", chosen, gesture=gesture)
    assert headings(page_id) == ["Emma Emma"]

    chosen = places(find_in_site(ada.site_id, EMMA))
    for _ in range(2):
        done = replace_in_site(ada.site_id, EMMA, "x emma", chosen, gesture=gesture)
    assert (headings(page_id), done.done) == (["X emma X emma"], 2)


def test_hits_in_a_site_are_replaced_page_by_page_in_one_group(ada: Person, add_page: AddPage):
    one, two = add_page("One", "Emma", "x"), add_page("Two", "Emma Emma")

    done = replace_everywhere(ada)

    assert (headings(one), headings(two)) == (["Anne", "x"], ["Anne Anne"])
    assert [(page.page.title, page.done, page.changed) for page in done.pages] == [
        ("One", 1, 0),
        ("Two", 2, 0),
    ]
    assert [page.blocks for page in done.pages] == [["heading-1"], ["heading-1"]]
    documents.undo(two, gesture=Gesture())
    assert (headings(one), headings(two)) == (["Anne", "x"], ["Emma Emma"])


def test_titles_and_descriptions_are_replaced_too(ada: Person, add_page: AddPage):
    add_page("Emma", "x", description="Of emma")

    done = replace_everywhere(ada)

    assert done.done == 2
    (page,) = find_in_site(ada.site_id, Query("anne")).pages
    assert [(hit.passage.name, hit.passage.text) for hit in page.hits] == [
        ("title", "Anne"),
        ("meta_description", "Of Anne"),
    ]


def test_a_title_cannot_become_empty(ada: Person, add_page: AddPage):
    add_page("Emma", "x")

    done = replace_everywhere(ada, "")

    assert [offer.refusal for page in done.pages for offer in page.refused] == ["Page title can’t be empty."]
    assert find_in_site(ada.site_id, EMMA).count == 1


def test_deleted_pages_and_changed_texts_are_reported(ada: Person, add_page: AddPage, admin_engine: Engine):
    gone, changed = add_page("Gone", "Emma emma"), add_page("Changed", "Emma", "Emma")
    chosen = places(find_in_site(ada.site_id, EMMA))
    editing.update_block(changed, "heading-2", {"text": "Emma!"}, gesture=Gesture())
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE pages SET deleted_at = now() WHERE id = :id"), {"id": gone})

    done = replace_in_site(ada.site_id, EMMA, "Anne", chosen, gesture=Gesture())

    assert (done.gone, done.done) == (2, 1)
    assert [(page.page.title, page.done, page.changed) for page in done.pages] == [("Changed", 1, 1)]


def test_pages_of_another_site_or_tenant_are_not_touched(ada: Person, add_page: AddPage, people: People):
    query = Query("reader")
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        theirs = places(find_in_site(people.carol.site_id, query))

    done = replace_in_site(ada.site_id, query, "x", theirs, gesture=Gesture())

    assert (done.done, done.gone) == (0, 1)
    with pytest.raises(NotFound):
        replace_in_page(people.carol.page_id, query, "x", set(), gesture=Gesture())
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        assert find_in_site(people.carol.site_id, query).count == 1


def test_a_site_replacement_is_undone_on_all_pages(ada: Person, add_page: AddPage):
    one, two = add_page("One", "Emma", "x"), add_page("Emma", "Emma Emma")
    before = [documents.export_page(page_id) for page_id in (one, two)]
    done = replace_everywhere(ada)

    back = undo_replacements(ada.site_id, done.group_id, done.settings, gesture=Gesture())

    assert [documents.export_page(page_id) for page_id in (one, two)] == before
    assert [(page.page.title, page.done, page.skipped) for page in back] == [("One", 1, 0), ("Anne", 2, 0)]
    assert find_in_site(ada.site_id, Query("anne")).count == 0


def test_undo_skips_texts_that_were_changed_in_the_meantime(ada: Person, add_page: AddPage):
    one, two = add_page("One", "Emma", "Emma"), add_page("Two", "Emma")
    done = replace_everywhere(ada)
    editing.update_block(one, "heading-2", {"text": "Anne Elliot"}, gesture=Gesture())
    documents.undo(two, gesture=Gesture())

    back = undo_replacements(ada.site_id, done.group_id, done.settings, gesture=Gesture())

    assert (headings(one), headings(two)) == (["Emma", "Anne Elliot"], ["Emma"])
    assert [(page.page.title, page.done, page.skipped) for page in back] == [("One", 1, 1), ("Two", 0, 0)]


def test_a_repeated_undo_is_applied_once_and_a_redo_can_be_undone_again(ada: Person, add_page: AddPage):
    page_id = add_page("One", "Emma")
    done = replace_everywhere(ada)
    gesture = Gesture()

    for _ in range(2):
        undo_replacements(ada.site_id, done.group_id, [], gesture=gesture)
    assert undo_replacements(ada.site_id, done.group_id, [], gesture=Gesture())[0].done == 0
    documents.redo(page_id, gesture=Gesture())
    assert headings(page_id) == ["Anne"]

    undo_replacements(ada.site_id, done.group_id, [], gesture=Gesture())
    assert headings(page_id) == ["Emma"]


def test_users_cannot_undo_each_others_replacements(ada: Person, add_page: AddPage, people: People):
    page_id = add_page("One", "Emma")
    done = replace_everywhere(ada)

    with tenant_scope(people.bob.tenant_id, user_id=people.bob.id):
        assert undo_replacements(ada.site_id, done.group_id, [], gesture=Gesture()) == []
    assert headings(page_id) == ["Anne"]
