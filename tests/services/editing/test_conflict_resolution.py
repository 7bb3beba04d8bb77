import pytest

from app.components.fields import FieldError
from app.errors import Conflict, NotFound
from app.models import Choice
from app.services.conflicts import TextConflict
from tests.factories import People
from tests.services.conflicts.conftest import Tab


def test_keeping_mine_puts_my_text_on_the_page(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")

    applied = ada.choose(conflict, Choice.MINE)

    assert ada.props("heading-1")["text"] == "Ada's line"
    assert applied.label == "Kept one of two versions of Heading"
    assert ada.open_conflicts() == []


def test_keeping_theirs_changes_nothing(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")

    applied = ada.choose(conflict, Choice.THEIRS)

    assert ada.props("heading-1")["text"] == "Bob's line"
    assert not applied.operation
    assert ada.open_conflicts() == []


@pytest.mark.parametrize(
    ("component", "name", "theirs", "mine", "both"),
    [
        ("Heading", "text", "Bob's", "Ada's", "Bob's Ada's"),
        ("Quote", "quote", "Bob's", "<p>Ada's</p>", "<p>Bob's</p><p>Ada's</p>"),
        ("Text", "body", "<p>Bob's</p>", "<p>Ada's</p>", "<p>Bob's</p><p>Ada's</p>"),
    ],
)
def test_keeping_both_joins_the_texts(
    ada: Tab, bob: Tab, component: str, name: str, theirs: str, mine: str, both: str
):
    block = ada.add(component)
    ada.look()
    bob.look().write(block, **{name: theirs})
    conflict = ada.refused(block, **{name: mine})

    applied = ada.choose(conflict, Choice.BOTH)

    assert ada.props(block)[name] == both
    assert applied.label == f"Kept both versions of {component}"


def test_a_choice_is_a_step_like_any_other(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    ada.choose(ada.refused("heading-1", text="Ada's line"), Choice.BOTH)

    ada.undo()

    assert ada.props("heading-1")["text"] == "Bob's line"


def test_keeping_mine_does_not_overwrite_a_later_change(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")
    bob.write("heading-1", text="Bob's longer line")

    with pytest.raises(TextConflict):
        ada.choose(conflict, Choice.MINE)

    assert [one.row.theirs for one in ada.open_conflicts()] == ["Bob's longer line"]
    ada.choose(conflict, Choice.MINE)
    assert ada.props("heading-1")["text"] == "Ada's line"


def test_keeping_both_uses_the_current_text(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")
    bob.write("heading-1", text="Bob's longer line")

    ada.choose(conflict, Choice.BOTH)

    assert ada.props("heading-1")["text"] == "Bob's longer line Ada's line"


def test_a_text_of_a_deleted_block_is_restored_in_its_place(ada: Tab, bob: Tab):
    section = ada.add("Section")
    hero = ada.add("Hero", near=section)
    ada.add("Divider", near=hero)
    ada.look()
    bob.look().remove(hero)
    conflict = ada.refused(hero, heading="Pride & prejudice")

    applied = ada.choose(conflict, Choice.BOTH)

    new = applied.operation.changes[-1].block
    assert (new.type, new.props["body"]) == ("Text", "<p>Pride &amp; prejudice</p>")
    assert [block["type"] for block in ada.blocks()] == ["Heading", "Section", "Text", "Divider"]


def test_a_text_is_restored_nearby_if_the_ancestors_are_deleted_too(ada: Tab, bob: Tab):
    section = ada.add("Section")
    quote = ada.add("Quote", slot=f"{section}:content")
    ada.look()
    bob.look().remove(quote)
    bob.remove(section)
    conflict = ada.refused(quote, quote="A line worth keeping")

    ada.choose(conflict, Choice.MINE)

    assert [block["type"] for block in ada.blocks()] == ["Heading", "Text"]


def test_discarding_a_text_of_a_deleted_block_leaves_the_page_unchanged(ada: Tab, bob: Tab):
    bob.remove("heading-1")
    conflict = ada.refused("heading-1", text="Ada's line")

    ada.choose(conflict, Choice.THEIRS)

    assert ada.blocks() == []
    assert ada.open_conflicts() == []


def test_a_conflict_in_a_restored_block_is_resolved_with_its_current_text(ada: Tab, bob: Tab):
    bob.remove("heading-1")
    conflict = ada.refused("heading-1", text="Ada's line")
    bob.undo()

    with pytest.raises(TextConflict):
        ada.choose(conflict, Choice.MINE)
    ada.choose(conflict, Choice.MINE)

    assert ada.props("heading-1")["text"] == "Ada's line"


def test_keeping_both_fails_and_leaves_the_conflict_open_if_the_text_is_too_long(ada: Tab, bob: Tab):
    bob.write("heading-1", text="b" * 150)
    conflict = ada.refused("heading-1", text="a" * 150)

    with pytest.raises(FieldError):
        ada.choose(conflict, Choice.BOTH)

    assert len(ada.open_conflicts()) == 1


def test_a_repeated_choice_is_applied_once(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")
    ada.choose(conflict, Choice.BOTH)

    ada.choose(conflict, Choice.BOTH)

    assert ada.props("heading-1")["text"] == "Bob's line Ada's line"


def test_a_different_second_choice_is_rejected(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")
    ada.choose(conflict, Choice.THEIRS)

    with pytest.raises(Conflict, match="already chosen"):
        bob.choose(conflict, Choice.MINE)


def test_a_retry_of_a_refused_request_after_the_choice_changes_nothing(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    gesture = ada.gesture()
    with pytest.raises(TextConflict) as refusal:
        ada.set("heading-1", {"text": "Ada's line"}, gesture)
    ada.choose(refusal.value.conflict_id, Choice.BOTH)

    ada.set("heading-1", {"text": "Ada's line"}, gesture)

    assert ada.props("heading-1")["text"] == "Bob's line Ada's line"
    assert ada.open_conflicts() == []


def test_a_conflict_of_another_tenant_is_not_found(ada: Tab, bob: Tab, people: People):
    bob.write("heading-1", text="Bob's line")
    conflict = ada.refused("heading-1", text="Ada's line")

    with pytest.raises(NotFound):
        Tab(people.carol, people.carol.page_id).choose(conflict, Choice.MINE)
    with pytest.raises(NotFound):
        Tab(people.carol, ada.page_id).choose(conflict, Choice.MINE)
