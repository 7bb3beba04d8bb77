"""Undoing steps in a tree that others have changed in the meantime."""

from app.tree.model import place_at
from app.tree.operations import (
    apply,
    build_duplicate,
    build_insert,
    build_move,
    build_remove,
    build_update,
    revert,
    revert_all,
)
from tests.tree.support import RULES, block, exactly, maker, order, page, sample


def insert(tree, type_, address, *, after="", props=None, number=1):
    place = place_at(address, after=after)
    return build_insert(tree, type_, props or {}, place=place, make_id=maker(number), rules=RULES)


def move(tree, block_id, address, *, after=""):
    return build_move(tree, block_id, place=place_at(address, after=after), rules=RULES)


def reasons(skipped):
    return [(each.kind, each.block_id, each.field, each.reason) for each in skipped]


def test_without_other_changes_undo_restores_the_page_exactly():
    tree = sample()
    for operation in (
        insert(tree, "Quote", "bare:content"),
        move(tree, "q", "bare:content"),
        build_remove(tree, "columns"),
        build_duplicate(tree, "columns", maker(), RULES),
        build_update(tree, "hero", {"heading": "Emma", "lead": "x"}),
    ):
        after = apply(tree, operation)

        undo, skipped = revert(after, operation)
        redo, skipped_again = revert(apply(after, undo), undo)

        assert exactly(apply(after, undo)) == exactly(tree)
        assert exactly(apply(apply(after, undo), redo)) == exactly(after)
        assert skipped == skipped_again == []


def test_a_prop_that_others_have_changed_stays_and_the_rest_is_undone():
    tree = sample()
    mine = build_update(tree, "hero", {"heading": "Mine", "lead": "Mine"})
    tree = apply(tree, mine)
    tree = apply(tree, build_update(tree, "hero", {"heading": "Theirs"}))

    undo, skipped = revert(tree, mine)

    assert apply(tree, undo)["hero"].props == {"heading": "Theirs"}
    assert reasons(skipped) == [
        ("update", "hero", "heading", "It has since been changed again, so it stays as it is.")
    ]


def test_an_edit_of_a_deleted_block_is_skipped():
    tree = sample()
    mine = build_update(tree, "h1", {"text": "Mine"})
    tree = apply(tree, mine)
    tree = apply(tree, build_remove(tree, "columns"))

    undo, skipped = revert(tree, mine)

    assert not undo
    assert reasons(skipped) == [("update", "h1", "", "It has since been deleted.")]


def test_a_new_block_that_others_have_changed_stays():
    start = sample()
    mine = insert(start, "Section", "root", props={"content": []})
    new = mine.changes[0].block.id
    tree = apply(start, mine)

    for theirs in (
        build_update(tree, new, {"tone": "dark"}),
        insert(tree, "Quote", f"{new}:content", number=2),
        move(tree, "q", f"{new}:content"),
    ):
        undo, skipped = revert(apply(tree, theirs), mine)

        assert not undo
        assert reasons(skipped) == [("insert", new, "", "It was changed after it was added, so it stays.")]


def test_a_new_block_that_was_only_moved_is_removed():
    tree = sample()
    mine = insert(tree, "Quote", "bare:content")
    new = mine.changes[0].block.id
    tree = apply(tree, mine)
    tree = apply(tree, move(tree, new, "root"))

    undo, skipped = revert(tree, mine)

    assert new not in apply(tree, undo)
    assert apply(tree, undo)["bare"].children == {"content": ()}
    assert skipped == []


def test_a_new_block_that_was_deleted_is_skipped():
    tree = sample()
    mine = insert(tree, "Quote", "root")
    tree = apply(tree, mine)
    tree = apply(tree, build_remove(tree, mine.changes[0].block.id))

    undo, skipped = revert(tree, mine)

    assert not undo
    assert [each.reason for each in skipped] == ["It has since been deleted."]


def test_a_deleted_block_is_restored_after_its_nearest_remaining_sibling():
    start = page(*(block("Quote", name) for name in "abcde"))
    mine = build_remove(start, "d")
    tree = apply(start, mine)

    for gone, expected in [("c", list("abde")), ("bc", list("ade")), ("abc", list("de"))]:
        others = tree
        for name in gone:
            others = apply(others, build_remove(others, name))
        undo, skipped = revert(others, mine)

        assert order(apply(others, undo)) == expected
        assert skipped == []


def test_a_deleted_block_whose_place_is_missing_stays_deleted():
    tree = sample()
    mine = build_remove(tree, "q")
    tree = apply(tree, mine)
    tree = apply(tree, build_remove(tree, "columns"))

    undo, skipped = revert(tree, mine)

    assert not undo
    assert reasons(skipped) == [("remove", "q", "", "Its old place has since been deleted.")]


def test_a_deleted_block_does_not_overfill_its_slot():
    tree = page(block("Hero", "hero", actions=[block("Button", "a"), block("Button", "b")]))
    mine = build_remove(tree, "a")
    tree = apply(tree, mine)
    tree = apply(tree, insert(tree, "Button", "hero:actions"))

    undo, skipped = revert(tree, mine, rules=RULES)

    assert not undo
    assert [each.reason for each in skipped] == ["Its old place has no room left."]


def test_a_deleted_block_that_was_restored_is_not_restored_twice():
    tree = sample()
    mine = build_remove(tree, "q")

    undo, skipped = revert(tree, mine)

    assert not undo
    assert [each.reason for each in skipped] == ["It’s already back on the page."]


def test_a_moved_block_is_moved_back_after_its_nearest_remaining_sibling():
    tree = page(*(block("Quote", name) for name in "abc"), block("Section", "s", content=[]))
    mine = move(tree, "c", "s:content")
    tree = apply(tree, mine)
    tree = apply(tree, build_remove(tree, "b"))

    undo, skipped = revert(tree, mine)

    assert order(apply(tree, undo)) == ["a", "c", "s"]
    assert skipped == []


def test_a_block_that_others_moved_again_stays():
    tree = sample()
    mine = move(tree, "q", "columns:right")
    tree = apply(tree, mine)
    tree = apply(tree, move(tree, "q", "root"))

    undo, skipped = revert(tree, mine)

    assert not undo
    assert reasons(skipped) == [("move", "q", "", "It has since been moved again, so it stays where it is.")]


def test_a_block_whose_old_place_is_missing_or_inside_it_stays():
    start = page(
        block("Section", "a", content=[block("Section", "b", content=[])]),
        block("Section", "c", content=[]),
    )
    mine = move(start, "b", "c:content")
    tree = apply(start, mine)

    gone = apply(tree, build_remove(tree, "a"))
    inside = apply(tree, move(tree, "a", "b:content"))

    assert [each.reason for each in revert(gone, mine)[1]] == ["Its old place has since been deleted."]
    assert [each.reason for each in revert(inside, mine)[1]] == ["Its old place is now inside it."]


def test_a_moved_block_that_was_deleted_is_skipped():
    tree = sample()
    mine = move(tree, "q", "columns:right")
    tree = apply(tree, mine)
    tree = apply(tree, build_remove(tree, "q"))

    assert [each.reason for each in revert(tree, mine)[1]] == ["It has since been deleted."]


def test_a_group_is_undone_newest_first_in_one_operation():
    start = tree = sample()
    group = []
    for make in (
        lambda tree: insert(tree, "Hero", "root", props={"heading": "", "actions": []}),
        lambda tree: build_update(tree, tree.root.children["content"][0], {"heading": "E"}),
        lambda tree: build_update(tree, tree.root.children["content"][0], {"heading": "Emma"}),
        lambda tree: move(tree, tree.root.children["content"][0], "columns:left"),
    ):
        group.append(make(tree))
        tree = apply(tree, group[-1])

    undo, skipped = revert_all(tree, group)

    assert exactly(apply(tree, undo)) == exactly(start)
    assert len(undo.changes) == 3
    assert skipped == []


def test_a_value_replaced_by_a_slot_is_not_restored_while_others_use_the_slot():
    tree = page(block("Section", "s", content=None))
    mine = insert(tree, "Quote", "s:content")
    tree = apply(tree, mine)
    tree = apply(tree, insert(tree, "Quote", "s:content", number=2))

    undo, skipped = revert(tree, mine)

    assert len(order(apply(tree, undo), "s", "content")) == 1
    assert [each.kind for each in skipped] == ["update"]
