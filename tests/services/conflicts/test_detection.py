from dataclasses import replace
from uuid import uuid4

import pytest

from app.components.fields import FieldError
from app.services.conflicts.detection import ListChanged
from app.services.documents import Gesture
from app.tree.model import BlockGone
from tests.services.conflicts.conftest import Tab


def test_different_blocks_and_different_fields_do_not_conflict(ada: Tab, bob: Tab):
    hero = ada.add("Hero")
    ada.look()
    bob.look()

    bob.write(hero, heading="Bob's heading")
    ada.write(hero, lead="<p>Ada's lead</p>")
    ada.write("heading-1", text="Ada's line")

    assert ada.props(hero)["heading"] == "Bob's heading"
    assert ada.open_conflicts() == []


def test_an_edit_over_an_unseen_change_is_refused_and_both_versions_are_kept(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")

    ada.refused("heading-1", text="Ada's line")

    [conflict] = ada.open_conflicts()
    assert (conflict.row.mine, conflict.row.theirs) == ("Ada's line", "Bob's line")
    assert (conflict.mine_by, conflict.theirs_by, conflict.row.label) == ("Ada", "Bob", "Text")
    assert ada.props("heading-1")["text"] == "Bob's line"


def test_a_seen_text_may_be_overwritten(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")

    ada.look().write("heading-1", text="Ada's line")

    assert bob.props("heading-1")["text"] == "Ada's line"


def test_a_tab_never_conflicts_with_itself(ada: Tab):
    ada.write("heading-1", text="One")

    ada.write("heading-1", text="Two")

    assert ada.props("heading-1")["text"] == "Two"


def test_two_tabs_of_one_user_count_as_two_editors(ada: Tab):
    other = Tab(ada.person, ada.page_id)
    other.write("heading-1", text="In the other tab")

    ada.refused("heading-1", text="In this one")

    assert [conflict.theirs_by for conflict in ada.open_conflicts()] == ["Ada"]


def test_a_change_without_a_client_counts_as_another_tabs_unless_it_is_in_the_same_burst(ada: Tab, bob: Tab):
    burst = uuid4()
    bob.set("heading-1", {"text": "From somewhere"}, Gesture(group_id=burst))

    ada.set("heading-1", {"text": "Typed on"}, replace(ada.gesture(), group_id=burst))
    bob.set("heading-1", {"text": "From somewhere else"}, Gesture())

    ada.refused("heading-1", text="Too late")


def test_a_gesture_without_a_base_revision_is_never_refused(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")

    ada.set("heading-1", {"text": "Ada's line"}, Gesture(client_id=ada.client_id))

    assert ada.props("heading-1")["text"] == "Ada's line"


def test_equal_texts_do_not_conflict(ada: Tab, bob: Tab):
    bob.write("heading-1", text="The same")

    ada.write("heading-1", text="The same")

    assert ada.open_conflicts() == []


def test_for_other_values_the_last_write_wins(ada: Tab, bob: Tab):
    bob.write("heading-1", align="center")

    ada.write("heading-1", align="left")

    assert ada.props("heading-1")["align"] == "left"


def test_continued_typing_replaces_the_refused_text(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    first = ada.refused("heading-1", text="Ada's")

    again = ada.refused("heading-1", text="Ada's line")

    assert again == first
    assert [conflict.row.mine for conflict in ada.open_conflicts()] == ["Ada's line"]


def test_a_text_typed_after_reloading_is_a_separate_conflict(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    first = ada.refused("heading-1", text="Ada's line")
    ada.look()
    bob.look().write("heading-1", text="Bob's second line")

    second = ada.refused("heading-1", text="Ada's second line")

    assert second != first
    assert {conflict.row.mine for conflict in ada.open_conflicts()} == {"Ada's line", "Ada's second line"}


def test_a_retried_request_is_refused_again_and_its_text_is_stored_once(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")
    gesture = ada.gesture()

    for _ in range(2):
        with pytest.raises(Exception, match="kept both versions"):
            ada.set("heading-1", {"text": "Ada's line"}, gesture)

    assert len(ada.open_conflicts()) == 1


def test_all_texts_of_a_refused_request_are_kept(ada: Tab, bob: Tab):
    hero = ada.add("Hero")
    ada.look()
    bob.look().write(hero, heading="Bob's heading")

    ada.refused(hero, heading="Ada's heading", lead="<p>Ada's lead</p>")

    assert {conflict.row.mine for conflict in ada.open_conflicts()} == {"Ada's heading", "<p>Ada's lead</p>"}


def test_a_text_for_a_deleted_block_is_kept(ada: Tab, bob: Tab):
    section = ada.add("Section")
    quote = ada.add("Quote", slot=f"{section}:content")
    ada.look()
    bob.look().remove(section)

    ada.refused(quote, quote="A line worth keeping")

    [conflict] = ada.open_conflicts()
    assert (conflict.row.mine, conflict.row.theirs, conflict.theirs_by) == (
        "A line worth keeping",
        None,
        "Bob",
    )


def test_a_text_for_an_unknown_block_is_not_kept(ada: Tab):
    with pytest.raises(BlockGone):
        ada.write("never", text="Nowhere")

    assert ada.open_conflicts() == []


def test_deleting_a_block_keeps_texts_that_were_not_seen(ada: Tab, bob: Tab):
    section = ada.add("Section")
    quote = ada.add("Quote", slot=f"{section}:content")
    ada.look()
    bob.look().write(quote, quote="Bob's new line")

    ada.remove(section)

    [conflict] = bob.open_conflicts()
    assert (conflict.row.mine, conflict.row.theirs) == ("Bob's new line", None)
    assert (conflict.mine_by, conflict.theirs_by) == ("Bob", "Ada")


def test_deleting_a_block_keeps_no_text_that_was_seen(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")

    ada.look().remove("heading-1")

    assert ada.open_conflicts() == []


def test_texts_of_different_items_do_not_conflict(ada: Tab, bob: Tab):
    header = header_with_links(ada)
    bob.look().set(header, {"links.1.label": "Bob's"})

    ada.set(header, {"links.0.label": "Ada's"})

    assert [link["label"] for link in ada.props(header)["links"]] == ["Ada's", "Bob's"]


def test_edits_of_the_same_text_of_the_same_item_conflict(ada: Tab, bob: Tab):
    header = header_with_links(ada)
    bob.look().set(header, {"links.1.label": "Bob's"})

    ada.refused(header, **{"links.1.label": "Ada's"})

    [conflict] = ada.open_conflicts()
    assert (conflict.row.theirs, conflict.row.label) == ("Bob's", "Link 2, Text")


@pytest.mark.parametrize("action", ["add", "remove", "down"])
def test_every_text_of_a_rearranged_list_conflicts(ada: Tab, bob: Tab, action: str):
    header = header_with_links(ada)
    bob.look().arrange(header, action)

    ada.refused(header, **{"links.1.label": "Ada's"})

    assert [conflict.row.theirs for conflict in ada.open_conflicts()] == [None]


def test_a_list_is_not_rearranged_by_outdated_indexes(ada: Tab, bob: Tab):
    header = header_with_links(ada)
    bob.look().arrange(header, "remove")

    with pytest.raises(ListChanged):
        ada.arrange(header, "remove")


def test_removing_an_item_keeps_unseen_texts(ada: Tab, bob: Tab):
    header = header_with_links(ada)
    bob.look().set(header, {"links.0.label": "Bob's"})

    ada.arrange(header, "remove", 0)

    assert [conflict.row.mine for conflict in bob.open_conflicts()] == ["Bob's"]


def test_urls_of_links_and_descriptions_of_pictures_count_as_texts(ada: Tab, bob: Tab):
    button, picture = ada.add("Button"), ada.add("Image")
    ada.look()
    bob.look().set(button, {"link.url": "https://bob.example"})
    bob.set(picture, {"image.alt": "A lighthouse"})

    ada.refused(button, **{"link.url": "https://ada.example"})
    ada.refused(picture, **{"image.alt": "A tower"})

    assert {conflict.row.theirs for conflict in ada.open_conflicts()} == {
        "https://bob.example",
        "A lighthouse",
    }


def test_an_invalid_text_raises_before_anything_is_stored(ada: Tab, bob: Tab):
    bob.write("heading-1", text="Bob's line")

    with pytest.raises(FieldError):
        ada.write("heading-1", text="x" * 1000)

    assert ada.open_conflicts() == []


def test_formatted_text_is_sanitised_before_it_is_stored(ada: Tab, bob: Tab):
    text = ada.add("Text")
    ada.look()
    bob.look().write(text, body="<p>Bob's</p>")

    ada.refused(text, body="<p onclick='x()'>Ada's<script>alert(1)</script></p>")

    assert [conflict.row.mine for conflict in ada.open_conflicts()] == ["<p>Ada's</p>"]


def header_with_links(tab: Tab) -> str:
    header = tab.add("Header")
    while len(tab.props(header)["links"]) < 2:
        tab.arrange(header, "add")
    tab.set(header, {"links.0.label": "Books", "links.1.label": "About"})
    tab.look()
    return header
