import random
from uuid import uuid4

import pytest

from app.services import documents
from app.services.documents import Gesture
from app.services.documents.cache import trees
from app.services.documents.undo_redo import NothingToRedo, NothingToUndo
from app.tenancy import tenant_scope
from tests.factories import People
from tests.services.documents.conftest import Desk


def test_undo_reverts_the_newest_step(desk: Desk):
    before = desk.read()
    desk.add("Hero")

    applied = desk.undo()

    assert desk.read() == before
    assert applied.label == "Added Opening"


def test_redo_reapplies_the_undone_step(desk: Desk):
    desk.add("Hero")
    after = desk.read()
    desk.undo()

    desk.redo()

    assert desk.read() == after


def test_a_burst_of_typing_is_one_step(desk: Desk):
    burst = uuid4()
    for text in ("P", "Pe", "Persuasion"):
        desk.write("heading-1", text=text, group_id=burst)

    desk.undo()

    assert desk.read()["content"][0]["props"]["text"] == "Dear reader"
    with pytest.raises(NothingToUndo):
        desk.undo()


def test_a_new_step_clears_redo(desk: Desk):
    desk.add("Hero")
    desk.undo()
    desk.write("heading-1", text="Something else")

    with pytest.raises(NothingToRedo):
        desk.redo()


def test_typing_after_an_undo_is_a_separate_step(desk: Desk):
    burst = uuid4()
    desk.write("heading-1", text="One", group_id=burst)
    desk.undo()
    desk.write("heading-1", text="Two", group_id=burst)

    desk.undo()

    assert desk.read()["content"][0]["props"]["text"] == "Dear reader"
    with pytest.raises(NothingToUndo):
        desk.undo()


def test_each_user_undoes_their_own_steps(people: People, desk: Desk):
    desk.write("heading-1", text="Ada's words")
    with tenant_scope(people.bob.tenant_id, user_id=people.bob.id):
        bobs = desk.add("Quote")

    desk.undo()

    content = desk.read()["content"]
    assert content[0]["props"]["text"] == "Dear reader"
    assert content[1]["props"]["id"] == bobs


def test_undo_skips_and_reports_later_changes_by_others(people: People, desk: Desk):
    desk.write("heading-1", text="Ada's words")
    with tenant_scope(people.bob.tenant_id, user_id=people.bob.id):
        desk.write("heading-1", text="Bob's words")

    applied = desk.undo()

    assert desk.read()["content"][0]["props"]["text"] == "Bob's words"
    assert len(applied.skipped) == 1


def test_a_repeated_undo_request_undoes_once(desk: Desk):
    desk.add("Hero")
    desk.add("Quote")
    gesture = Gesture()
    documents.undo(desk.page_id, gesture=gesture)

    documents.undo(desk.page_id, gesture=gesture)

    assert [block["type"] for block in desk.read()["content"]] == ["Heading", "Hero"]


@pytest.mark.parametrize("seed", range(4))
def test_forty_mixed_edits_undo_to_the_start_and_redo_to_the_end(desk: Desk, seed: int):
    start = desk.read()
    steps = make_mixed_edits(desk, random.Random(seed), 40)
    end = desk.read()
    trees.clear()

    for _ in range(steps):
        desk.undo()
    assert desk.read() == start
    trees.clear()

    for _ in range(steps):
        desk.redo()
    assert desk.read() == end


def make_mixed_edits(desk: Desk, chance: random.Random, count: int) -> int:
    sections = [desk.add("Section"), desk.add("Section")]
    blocks = [desk.add("Quote", slot=f"{sections[0]}:content")]
    for number in range(count - 3):
        match chance.randrange(5) if blocks else 0:
            case 0:
                blocks.append(desk.add("Heading", slot=f"{chance.choice(sections)}:content"))
            case 1:
                heading = desk.add("Heading", near=chance.choice(blocks))
                blocks.append(heading)
            case 2:
                desk.write("heading-1", text=f"Chapter {number}")
            case 3:
                block = chance.choice(blocks)
                target = chance.choice(sections)
                if not desk.move(block, f"{target}:content").operation:
                    blocks.append(desk.add("Text", slot=f"{target}:content"))
            case 4:
                block = blocks.pop(chance.randrange(len(blocks)))
                desk.remove(block)
    return count


def test_the_same_undo_or_redo_sent_twice_reverts_one_step(desk: Desk):
    """The browser sends a gesture again if it did not hear the answer."""
    block = desk.add("Heading")
    for text in ("one", "two", "three"):
        desk.write(block, text=text)
    states = [desk.read()]
    for act in (documents.undo, documents.redo):
        again = Gesture()
        first = act(desk.page_id, gesture=again)
        states.append(desk.read())
        second = act(desk.page_id, gesture=again)
        states.append(desk.read())
        assert second.revision == first.revision

    three, undone, undone_again, redone, redone_again = states
    assert undone == undone_again != three
    assert redone == redone_again == three
