"""Versions of a page, and restoring them."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from app.errors import Conflict, Invalid, NotFound
from app.models import PageVersion
from app.services import documents, history, publishing
from app.services.documents import Gesture
from app.services.documents.cache import trees
from app.tenancy import tenant_scope, transaction
from app.tree.operations import NothingToRestore
from app.tree.sync import Kind
from tests.factories import People, Person, make_page
from tests.services.documents.conftest import Desk
from tests.services.publishing.support import on_site, publish


def versions(page_id) -> list[PageVersion]:
    query = select(PageVersion).where(PageVersion.page_id == page_id).order_by(PageVersion.created_at)
    with transaction() as session:
        return list(session.scalars(query))


def restore(desk: Desk, revision: int, gesture: Gesture | None = None):
    return documents.restore_revision(desk.page_id, revision, gesture=gesture or Gesture())


def test_a_version_stores_the_current_page(desk: Desk, ada: Person):
    desk.add("Hero")

    version = history.name_version(desk.page_id, name="  Before   the cover ")

    assert (version.name, version.revision, version.actor_id) == ("Before the cover", 1, ada.id)
    assert [block["type"] for block in version.puck_data["content"]] == ["Heading", "Hero"]


@pytest.mark.parametrize(("name", "message"), [(" ", "Please enter a name"), ("x" * 81, "81 characters")])
def test_an_invalid_name_is_rejected(desk: Desk, name: str, message: str):
    with pytest.raises(Invalid, match=message) as refused:
        history.name_version(desk.page_id, name=name)
    assert refused.value.field == "name"


def test_a_name_that_is_already_taken_is_rejected(desk: Desk):
    first = history.name_version(desk.page_id, name="Draft")
    second = history.name_version(desk.page_id, name="Other")

    with pytest.raises(Conflict, match="already has a version called “draft”"):
        history.name_version(desk.page_id, name="draft")
    with pytest.raises(Conflict):
        history.rename_version(desk.page_id, second.id, name="Draft")

    assert history.rename_version(desk.page_id, first.id, name="draft").name == "draft"


def test_a_version_of_a_missing_page_or_revision_is_not_found(desk: Desk):
    with pytest.raises(NotFound):
        history.name_version(desk.page_id, name="Draft", revision=7)
    with pytest.raises(NotFound):
        history.rename_version(desk.page_id, uuid4(), name="Draft")


def test_a_version_of_another_tenant_is_not_found(desk: Desk, people: People):
    version = history.name_version(desk.page_id, name="Draft")

    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        for page_id in (desk.page_id, people.carol.page_id):
            with pytest.raises(NotFound):
                history.rename_version(page_id, version.id, name="Mine")
        with pytest.raises(NotFound):
            documents.restore_revision(desk.page_id, 0, gesture=Gesture())


def test_each_published_revision_is_stored_once_with_its_author(desk: Desk, ada: Person):
    desk.add("Hero")
    publish(ada)
    publish(ada)
    desk.add("Quote")
    publish(ada)

    stored = versions(desk.page_id)

    assert [(one.kind, one.revision, one.actor_id) for one in stored] == [
        ("publish", 1, ada.id),
        ("publish", 2, ada.id),
    ]
    assert [block["type"] for block in stored[0].puck_data["content"]] == ["Heading", "Hero"]


def test_every_published_page_is_stored_even_if_its_snapshot_is_newer(
    desk: Desk, ada: Person, admin_engine: Engine
):
    with on_site(admin_engine, ada) as (session, site):
        other = make_page(session, site, slug="about", title="About")
    desk.add("Hero")

    with transaction() as session:
        history.store_published_versions(session, [(desk.page_id, 0), (other.id, 0)], actor_id=ada.id)

    assert [block["type"] for block in versions(desk.page_id)[0].puck_data["content"]] == ["Heading"]
    assert versions(other.id)[0].revision == 0


def test_a_rollback_does_not_store_a_version_again(desk: Desk, ada: Person):
    first = publish(ada)
    desk.add("Hero")
    publish(ada)

    publishing.roll_back(ada.site_id, first)

    assert [one.revision for one in versions(desk.page_id)] == [0, 1]


def test_a_restored_revision_can_be_undone_and_redone(desk: Desk):
    start = desk.read()
    hero = desk.add("Hero")
    desk.write("heading-1", text="Emma")
    desk.move(hero, "root")
    end = desk.read()

    applied = restore(desk, 0)

    assert desk.read() == start
    assert applied.label == "Restored the first version of the page"
    desk.undo()
    assert desk.read() == end
    desk.redo()
    assert desk.read() == start


def test_the_label_names_the_restored_state(desk: Desk):
    desk.add("Hero")
    desk.add("Quote")
    history.name_version(desk.page_id, name="Draft")
    desk.add("Divider")

    assert restore(desk, 2).label == "Restored “Draft”"
    assert restore(desk, 1).label == "Restored the page to how it was after “Added Opening”"


def test_restoring_the_current_state_is_rejected(desk: Desk):
    desk.add("Hero")

    with pytest.raises(NothingToRestore, match="already"):
        restore(desk, 1)


def test_a_repeated_restore_request_restores_once(desk: Desk):
    desk.add("Hero")
    gesture = Gesture()
    restore(desk, 0, gesture)
    desk.add("Quote")

    assert restore(desk, 0, gesture).repeated
    assert [block["type"] for block in desk.read()["content"]] == ["Heading", "Quote"]


def test_one_block_is_restored_and_the_others_stay(desk: Desk):
    hero, quote = desk.add("Hero"), desk.add("Quote")
    desk.write("heading-1", text="Emma")
    desk.move(quote, "root")
    desk.remove(hero)
    trees.clear()

    applied = documents.restore_block(desk.page_id, hero, Kind.REMOVED, 2, gesture=Gesture())

    assert applied.label == "Restored Opening"
    content = desk.read()["content"]
    assert [block["type"] for block in content] == ["Quote", "Heading", "Hero"]
    assert content[1]["props"]["text"] == "Emma"
    desk.undo()
    assert [block["type"] for block in desk.read()["content"]] == ["Quote", "Heading"]
    documents.restore_block(desk.page_id, "heading-1", Kind.CHANGED, 2, gesture=Gesture())
    documents.restore_block(desk.page_id, quote, Kind.MOVED, 2, gesture=Gesture())
    content = desk.read()["content"]
    assert [block["type"] for block in content] == ["Heading", "Quote"]
    assert content[0]["props"]["text"] == "Dear reader"
