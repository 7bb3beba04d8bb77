"""Pasting blocks."""

import pytest

from app.tree import codecs
from app.tree.model import ROOT, ROOT_SLOT, PageFull, Place, SlotFull, SlotRefuses, UnreadablePaste, walk
from app.tree.operations import apply, build_paste, read_pasted
from app.tree.operations.paste import MAX_PASTED_BLOCKS
from tests.tree.support import RULES, block, maker, order, page, sample

END = Place(ROOT, ROOT_SLOT, "widget")


def paste(tree, data, place=END, number=1):
    return apply(tree, build_paste(tree, read_pasted(data), place=place, make_id=maker(number), rules=RULES))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: {"root": {"props": {"title": "Elsewhere"}}, "content": [one], "zones": {}},
        lambda one: {"content": [one]},
        lambda one: [one],
        lambda one: one,
    ],
    ids=["data", "content alone", "list", "component"],
)
def test_every_form_of_puck_data_is_accepted(wrap):
    after = paste(sample(), wrap(block("Quote", "elsewhere", text="Hello")))

    pasted = after[order(after)[-1]]
    assert (pasted.type, pasted.props) == ("Quote", {"text": "Hello"})


@pytest.mark.parametrize(
    "data",
    [
        None,
        1,
        "words",
        [],
        {},
        {"content": []},
        {"content": "x"},
        [1],
        [{"type": "Quote"}],
        {"content": [{}]},
    ],
)
def test_everything_but_puck_data_is_rejected_with_a_message(data):
    with pytest.raises(UnreadablePaste, match="parts of a page"):
        read_pasted(data)


def test_text_that_cannot_be_stored_and_too_many_blocks_are_rejected():
    with pytest.raises(UnreadablePaste, match="be saved"):
        read_pasted([block("Quote", "q", text="\x00")])
    with pytest.raises(PageFull):
        read_pasted([block("Quote", "q")] * (MAX_PASTED_BLOCKS + 1))


def test_copied_blocks_are_pasted_with_new_ids():
    tree = sample()
    copied = [codecs.dump_block(tree, "columns"), codecs.dump_block(tree, "hero")]

    after = paste(tree, copied)

    first, second = order(after)[-2:]
    assert [node.type for node in walk(after, first)] == ["Columns", "Heading", "Quote"]
    assert after[second].schema_version == 3
    assert len(after) == len(tree) + 5


def test_two_pastes_of_one_block_are_two_blocks():
    tree = paste(sample(), block("Quote", "q"), number=1)

    assert len(paste(tree, block("Quote", "q"), number=2)) == len(tree) + 1


def test_an_unknown_component_is_kept_with_new_ids_inside():
    carousel = block("Carousel", "c", slides=[{"items": [block("Quote", "q", text="x")]}])

    after = paste(sample(), [carousel, carousel])

    inner = [after[id_].props["slides"][0]["items"][0]["props"] for id_ in order(after)[-2:]]
    assert [props["text"] for props in inner] == ["x", "x"]
    assert len({props["id"] for props in inner} | {"q"}) == 3


def test_zones_of_an_older_puck_become_slots():
    data = {
        "content": [block("Columns", "c"), block("Gallery", "g")],
        "zones": {
            "c:left": [block("Section", "s")],
            "s:content": [block("Quote", "deep", text="Found")],
            "g:pictures": [block("Quote", "p")],
            "other:content": [block("Quote", "elsewhere")],
        },
    }

    after = paste(page(block("Quote", "widget")), data)

    columns, gallery = order(after)[-2:]
    assert [node.type for node in walk(after, columns)] == ["Columns", "Section", "Quote"]
    assert after[gallery].props["pictures"][0]["type"] == "Quote"


def test_zones_that_contain_each_other_do_not_loop():
    paste(sample(), {"content": [block("Section", "s")], "zones": {"s:content": [block("Section", "s")]}})


def test_a_slot_accepts_either_all_blocks_or_none():
    button = block("Button", "b")

    with pytest.raises(SlotFull):
        paste(sample(), [button, button], Place("hero", "actions", "buy"))
    with pytest.raises(SlotRefuses):
        paste(sample(), [button, block("Quote", "q")], Place("hero", "actions"))
