from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from app.components.fields import FieldError
from app.errors import NotFound
from app.models import Page, PageOperation
from app.services import editing
from app.services.documents import Gesture, changes
from app.services.documents.cache import trees
from app.tenancy import current_tenant_id, tenant_scope, transaction
from app.tree.model import BlockGone, InvalidMove, SlotRefuses
from tests.factories import People, Person
from tests.services.documents.conftest import Desk


def count_operations(page_id: UUID) -> int:
    with transaction() as session:
        query = select(func.count()).select_from(PageOperation).where(PageOperation.page_id == page_id)
        return session.scalar(query)


def test_a_new_block_is_inserted_after_the_selected_one(desk: Desk):
    first = desk.add("Heading")

    second = desk.add("Hero", near="heading-1")

    ids = [block["props"]["id"] for block in desk.read()["content"]]
    assert ids == ["heading-1", second, first]


def test_a_block_that_the_slot_does_not_allow_is_inserted_after_an_ancestor(desk: Desk):
    hero = desk.add("Hero")
    button = desk.add("Button", slot=f"{hero}:actions")

    section = desk.add("Section", near=button)

    assert [block["props"]["id"] for block in desk.read()["content"]][-2:] == [hero, section]


def test_every_change_adds_one_row_and_one_revision(desk: Desk):
    hero = desk.add("Hero")

    applied = desk.write(hero, heading="Persuasion")

    assert applied.revision == 2
    assert count_operations(desk.page_id) == 2


def test_a_repeated_operation_is_applied_once(desk: Desk):
    gesture = Gesture()
    first = editing.insert_block(desk.page_id, component="Hero", gesture=gesture)

    again = editing.insert_block(desk.page_id, component="Hero", gesture=gesture)

    assert again.repeated
    assert again.operation == first.operation
    assert len(desk.read()["content"]) == 2
    assert count_operations(desk.page_id) == 1


def test_an_empty_operation_adds_no_row(desk: Desk):
    desk.write("heading-1", text="Dear reader")

    assert count_operations(desk.page_id) == 0


def test_invalid_input_changes_nothing(desk: Desk):
    with pytest.raises(FieldError) as refusal:
        desk.write("heading-1", text="x" * 500)

    assert refusal.value.field == "text"
    assert count_operations(desk.page_id) == 0


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_text_that_cannot_be_stored_is_rejected(desk: Desk, text: str):
    with pytest.raises(FieldError):
        desk.write("heading-1", text=text)


def test_a_slot_rejects_a_component_that_it_does_not_allow(desk: Desk):
    hero = desk.add("Hero")

    with pytest.raises(SlotRefuses):
        desk.add("Section", slot=f"{hero}:actions")


def test_a_block_cannot_be_moved_into_itself(desk: Desk):
    section = desk.add("Section")

    with pytest.raises(InvalidMove):
        desk.move(section, f"{section}:content")


def test_changing_a_deleted_block_raises_block_gone(desk: Desk):
    desk.remove("heading-1")

    with pytest.raises(BlockGone):
        desk.write("heading-1", text="Too late")


def test_a_page_of_another_tenant_is_not_found(people: People, desk: Desk):
    with pytest.raises(NotFound):
        editing.insert_block(people.carol.page_id, component="Hero", gesture=Gesture())


def test_an_uncached_read_gives_the_same_page(desk: Desk):
    hero = desk.add("Hero")
    desk.write(hero, heading="Emma")
    before = desk.read()

    trees.clear()

    assert desk.read() == before


def test_the_page_can_be_read_at_any_revision(desk: Desk):
    states = [desk.read()]
    hero = desk.add("Hero")
    states.append(desk.read())
    desk.write(hero, heading="Emma")
    states.append(desk.read())
    desk.remove("heading-1")
    states.append(desk.read())

    assert [desk.read(revision) for revision in range(4)] == states
    trees.clear()
    assert [desk.read(revision) for revision in range(4)] == states


def test_a_snapshot_is_stored_after_a_number_of_operations(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(changes, "SNAPSHOT_EVERY", 3)

    for word in ("one", "two", "three", "four"):
        desk.write("heading-1", text=word)

    with transaction() as session:
        page = session.get_one(Page, (current_tenant_id(), desk.page_id))
    assert page.snapshot_revision == 3
    assert page.puck_data["content"][0]["props"]["text"] == "three"
    trees.clear()
    assert desk.read()["content"][0]["props"]["text"] == "four"


def test_a_rolled_back_change_is_not_cached(desk: Desk):
    with pytest.raises(RuntimeError):
        write_and_fail(desk)

    assert desk.read()["content"][0]["props"]["text"] == "Dear reader"


def write_and_fail(desk: Desk) -> None:
    with transaction():
        desk.write("heading-1", text="Never")
        raise RuntimeError


def test_every_operation_records_its_author(ada: Person, desk: Desk, admin_engine: Engine):
    desk.write("heading-1", text="By Ada")

    with transaction() as session:
        row = session.scalars(select(PageOperation)).one()
    assert (row.actor_id, row.label) == (ada.id, "Changed the text of Heading")


def test_concurrent_changes_by_two_people_are_both_kept(people: People, desk: Desk):
    hero = desk.add("Hero")
    with tenant_scope(people.bob.tenant_id, user_id=people.bob.id):
        desk.write("heading-1", text="Bob was here")

    desk.write(hero, heading="Ada was here")

    texts = {block["type"]: block["props"] for block in desk.read()["content"]}
    assert texts["Heading"]["text"] == "Bob was here"
    assert texts["Hero"]["heading"] == "Ada was here"
