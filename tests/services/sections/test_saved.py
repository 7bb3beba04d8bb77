"""Saved sections: copies with new ids."""

import pytest
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.services import documents, editing, sections
from app.services.documents import Gesture
from app.services.sections import saved as module
from app.tenancy import tenant_scope
from app.tree.model import FixedProp, SlotRefuses, id_factory
from tests.factories import make_site, make_template
from tests.services.sections.conftest import HEADING


def save(desk, block_id=HEADING, name="Greeting"):
    return sections.save_block(desk.page_id, block_id, name=name)


def add(desk, component, **place):
    applied = editing.insert_block(desk.page_id, component=component, gesture=Gesture(), **place)
    return applied.operation.changes[-1].block.id


def test_a_block_is_saved_with_its_children_and_copied_to_another_page(ada, home, about):
    section = add(home, "Section")
    heading = add(home, "Heading", slot=f"{section}:content")
    saved = save(home, section)
    gesture = Gesture()

    applied = editing.insert_saved(about.page_id, saved.id, gesture=gesture)

    (block,) = about.read()
    make_id = id_factory(gesture.operation_id)
    assert block["type"] == "Section"
    assert block["props"]["id"] == make_id("Section", "0") == applied.operation.changes[-1].block.id
    assert block["props"]["content"][0]["props"]["id"] == make_id("Heading", "0/content/0") != heading


def test_later_page_changes_do_not_affect_the_saved_section(ada, home, about):
    saved = save(home)
    editing.update_block(home.page_id, HEADING, {"text": "Changed"}, gesture=Gesture())

    editing.insert_saved(about.page_id, saved.id, gesture=Gesture())

    assert about.read()[0]["props"]["text"] == "Dear reader"


def test_a_copy_is_inserted_after_the_selection_if_the_slot_allows_it(ada, home):
    section = add(home, "Section")
    saved = save(home, section)

    editing.insert_saved(home.page_id, saved.id, near=HEADING, gesture=Gesture())

    assert [block["type"] for block in home.read()] == ["Heading", "Section", "Section"]
    with pytest.raises(SlotRefuses):
        editing.insert_saved(home.page_id, saved.id, slot=f"{section}:content", gesture=Gesture())


def test_a_repeated_request_adds_one_copy(ada, home):
    saved, gesture = save(home), Gesture()

    for _ in range(2):
        editing.insert_saved(home.page_id, saved.id, gesture=gesture)

    assert len(home.read()) == 2


def test_saved_sections_are_listed_by_name_and_can_be_renamed_deleted_and_restored(ada, home):
    later, sooner = save(home, name="Zebra"), save(home, name="Apple")

    assert [one.name for one in sections.list_saved(ada.site_id)] == ["Apple", "Zebra"]
    sections.rename_saved(later.id, name="  A   bird ")
    assert [one.name for one in sections.list_saved(ada.site_id)] == ["A bird", "Apple"]
    sections.delete_saved(sooner.id)
    assert [one.id for one in sections.list_saved(ada.site_id)] == [later.id]
    sections.restore_saved(sooner.id)
    assert len(sections.list_saved(ada.site_id)) == 2


def test_a_deleted_section_cannot_be_used_until_it_is_restored(ada, home):
    saved = save(home)
    sections.delete_saved(saved.id)

    with pytest.raises(NotFound):
        editing.insert_saved(home.page_id, saved.id, gesture=Gesture())
    with pytest.raises(NotFound):
        sections.rename_saved(saved.id, name="x")
    sections.restore_saved(saved.id)
    with pytest.raises(NotFound):
        sections.restore_saved(saved.id)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_section_requires_a_valid_name(ada, home, name):
    with pytest.raises(Invalid):
        save(home, name=name)


def test_the_page_itself_and_shared_sections_cannot_be_saved(ada, home):
    home.share()
    (shared,) = home.read()

    for block_id in ("root", shared["props"]["id"]):
        with pytest.raises(FixedProp):
            save(home, block_id)


def test_the_number_of_saved_sections_per_site_is_limited(ada, home, monkeypatch):
    monkeypatch.setattr(module, "MAX_SAVED", 2)
    save(home)
    save(home)

    with pytest.raises(Conflict):
        save(home)


def test_another_tenants_saved_section_is_not_found(people, ada, home):
    saved = save(home)

    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id), pytest.raises(NotFound):
        editing.insert_saved(people.carol.page_id, saved.id, gesture=Gesture())
    assert documents.tree_at(home.page_id)


def test_a_saved_section_cannot_be_added_to_another_site(ada, home, admin_engine):
    saved = save(home)
    with Session(admin_engine) as session, session.begin():
        page = make_site(session, ada.tenant_id, make_template(session, "other"), subdomain="other-letters")
        page_id = page.id

    with pytest.raises(NotFound):
        editing.insert_saved(page_id, saved.id, gesture=Gesture())
