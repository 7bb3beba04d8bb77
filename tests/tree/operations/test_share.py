"""Sharing a block as a section, and detaching the section: each is one operation, which is undone as a whole."""

from uuid import UUID

import pytest

from app.components.registry import BUILT_IN
from app.tree import codecs, operations
from app.tree.model import BlockGone, FixedProp, SlotRefuses, id_factory, place_at
from app.tree.operations import build_detach, build_share, build_show
from app.tree.rendering import SharedSection
from tests.tree.support import block, exactly, order, through_json

SECTION = "10000000-0000-4000-8000-000000000000"


def load(*content):
    return codecs.load_puck({"root": {"props": {}}, "content": list(content)}, BUILT_IN)


def page():
    return load(
        block("Heading", "first"),
        block("Section", "outer", content=[block("Heading", "inner", text="Emma"), block("Text", "text")]),
        block("Footer", "last"),
    )


def maker(number=1):
    return id_factory(UUID(int=number))


def share(tree, block_id):
    return build_share(tree, block_id, SECTION, make_id=maker(), rules=BUILT_IN)


def detach(tree, block_id, *content):
    return build_detach(
        tree, block_id, lambda _id: SharedSection("Emma", load(*content)), make_id=maker(2), rules=BUILT_IN
    )


@pytest.mark.parametrize(
    ("block_id", "parent", "slot", "at"), [("outer", "root", "content", 1), ("inner", "outer", "content", 0)]
)
def test_a_shared_block_is_replaced_with_one_that_shows_the_section(block_id, parent, slot, at):
    shared = operations.apply(page(), through_json(share(page(), block_id)))

    new = order(shared, parent, slot)[at]
    assert shared[new].type == "Shared"
    assert shared[new].props == {"section": SECTION}
    assert block_id not in shared


def test_sharing_is_undone_in_one_step():
    operation = share(page(), "outer")
    shared = operations.apply(page(), operation)

    undone, skipped = operations.revert(shared, operation, rules=BUILT_IN)

    assert skipped == []
    assert exactly(operations.apply(shared, undone)) == exactly(page())
    assert exactly(operations.apply(shared, operations.invert(operation))) == exactly(page())


@pytest.mark.parametrize(("block_id", "error"), [("root", FixedProp), ("gone", BlockGone)])
def test_the_root_and_missing_blocks_cannot_be_shared(block_id, error):
    with pytest.raises(error):
        share(page(), block_id)


def test_a_shared_section_is_not_shared_again():
    with pytest.raises(FixedProp):
        share(load(block("Shared", "place", section=SECTION)), "place")


def test_detaching_inserts_copies_with_new_ids_in_order():
    tree = load(block("Heading", "first"), block("Shared", "place", section=SECTION), block("Text", "last"))
    section = (
        block("Section", "outer", content=[block("Heading", "inner", text="Emma")]),
        block("Text", "text"),
    )

    operation = detach(tree, "place", *section)
    detached = operations.apply(tree, through_json(operation))

    assert [detached[one].type for one in order(detached)] == ["Heading", "Section", "Text", "Text"]
    assert not {"place", "outer", "inner", "text"} & set(detached)
    undone, skipped = operations.revert(detached, operation, rules=BUILT_IN)
    assert skipped == []
    assert exactly(operations.apply(detached, undone)) == exactly(tree)


def test_a_nested_section_stays_shared_when_the_outer_one_is_detached():
    tree = load(block("Shared", "place", section=SECTION))

    detached = operations.apply(tree, detach(tree, "place", block("Shared", "deeper", section=SECTION)))

    (only,) = order(detached)
    assert detached[only].props == {"section": SECTION}


def test_blocks_without_a_section_and_empty_sections_cannot_be_detached():
    with pytest.raises(FixedProp):
        detach(page(), "first")
    with pytest.raises(SlotRefuses):
        detach(load(block("Shared", "place", section=SECTION)), "place")


def test_a_section_is_inserted_only_where_its_content_is_allowed():
    wide = SharedSection("Wide", load(block("Section", "wide")))
    narrow = SharedSection("Narrow", load(block("Heading", "narrow")))

    def show(section):
        place = place_at("outer:content", after="text")
        return build_show(page(), SECTION, section, place=place, make_id=maker(), rules=BUILT_IN)

    assert order(operations.apply(page(), show(narrow)), "outer")[:2] == ["inner", "text"]
    with pytest.raises(SlotRefuses):
        show(wide)
