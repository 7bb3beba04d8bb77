"""The differences between two states of a page."""

from hypothesis import given
from hypothesis import strategies as st

from app.tree import codecs
from app.tree.model import Tree, place_at, walk
from app.tree.operations import apply, build_insert, build_move, build_remove, build_update
from app.tree.sync import Kind, diff, find_unmoved
from tests.tree.strategies import PROFILE, documents, perform, scripts
from tests.tree.support import RULES, block, canonical, maker, page, sample

SLOTS = {"content", "left", "right", "actions"}


def differences(before: Tree, after: Tree, **more) -> list[tuple[str, str]]:
    return [(str(each.kind), each.id) for each in diff(before, after, **more)]


def move(tree: Tree, block_id: str, address: str, *, after: str = "") -> Tree:
    return apply(tree, build_move(tree, block_id, place=place_at(address, after=after), rules=RULES))


def remove(tree: Tree, block_id: str) -> Tree:
    return apply(tree, build_remove(tree, block_id))


def row(*names: str) -> Tree:
    return page(*(block("Quote", name) for name in names))


def test_a_page_does_not_differ_from_itself():
    assert diff(sample(), sample()) == ()


def test_an_edit_a_move_and_a_deletion_are_listed_as_three_differences():
    before = sample()
    after = apply(before, build_update(before, "hero", {"heading": "Prejudice"}))
    after = move(after, "q", "root", after="hero")
    after = remove(after, "bare")

    assert differences(before, after) == [("changed", "hero"), ("moved", "q"), ("removed", "bare")]


def test_descendants_of_an_added_or_removed_block_are_not_listed():
    before = sample()
    after = remove(before, "columns")

    assert differences(before, after) == [("removed", "columns")]
    assert differences(after, before) == [("added", "columns")]


def test_a_block_moved_out_of_a_deleted_block_is_listed_as_moved():
    before = sample()
    after = remove(move(before, "q", "root"), "columns")

    assert differences(before, after) == [("moved", "q"), ("removed", "columns")]


def test_a_block_moved_into_a_new_block_is_listed_as_moved():
    before = sample()
    after = apply(
        before,
        build_insert(before, "Section", {}, place=place_at("root"), make_id=maker(), rules=RULES),
    )
    section = after.root.children["content"][0]
    after = move(after, "q", f"{section}:content")

    assert differences(before, after) == [("added", section), ("moved", "q")]


def test_a_block_that_passed_several_siblings_is_the_one_listed_as_moved():
    assert differences(row("a", "b", "c", "d"), row("d", "a", "b", "c")) == [("moved", "d")]


def test_of_two_swapped_blocks_the_one_known_to_have_moved_is_listed_as_moved():
    before, after = row("a", "b"), row("b", "a")

    assert differences(before, after, known_moved={"a"}) == [("moved", "a")]
    assert differences(before, after, known_moved={"b"}) == [("moved", "b")]


def test_a_changed_block_has_its_props_before_and_after():
    before = sample()
    after = apply(before, build_update(before, "hero", {"heading": "Prejudice"}))

    [difference] = diff(before, after)

    assert difference.edits["heading"].before == "Pride"
    assert difference.edits["heading"].after == "Prejudice"


def test_changes_of_the_root_are_listed():
    before = sample()
    after = apply(before, build_update(before, "root", {"title": "Emma"}))

    assert differences(before, after) == [("changed", "root")]


def test_a_block_with_another_type_is_listed_as_removed_and_added():
    assert differences(page(block("Quote", "a")), page(block("Heading", "a"))) == [
        ("removed", "a"),
        ("added", "a"),
    ]


@PROFILE
@given(documents(), scripts())
def test_differences_are_complete_and_symmetric(data, script):
    before = after = codecs.load_puck(data, RULES)
    for number, gesture in enumerate(script):
        after = apply(after, perform(after, gesture, maker(number)))

    there = {(each.kind, each.id) for each in diff(before, after)}
    back = {(each.kind, each.id) for each in diff(after, before)}

    mirrored = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    apart = {Kind.ADDED, Kind.REMOVED, Kind.CHANGED}
    assert {(mirrored.get(kind, kind), block_id) for kind, block_id in there if kind in apart} == {
        (kind, block_id) for kind, block_id in back if kind in apart
    }
    assert len(there) == len(diff(before, after))
    assert bool(there) == (shape(before) != shape(after))


def shape(tree: Tree) -> str:
    """Return the visible content of a page, in which empty and absent slots are equal."""
    nodes = {}
    for node in walk(tree):
        slots = {slot: ids for slot, ids in node.children.items() if ids}
        props = {name: node.props[name] for name in sorted(node.props) if name not in SLOTS}
        nodes[node.id] = [node.type, canonical(props), slots]
    return repr(sorted(nodes.items()))


@PROFILE
@given(st.permutations(range(9)), st.sets(st.integers(0, 8)))
def test_the_number_of_moved_blocks_is_minimal(order, known_moved):
    before = [str(number) for number in range(9)]
    after = [str(number) for number in order]

    stayed = find_unmoved(before, after, known_moved={str(number) for number in known_moved})

    assert [each for each in after if each in stayed] == sorted(stayed)
    assert len(stayed) == longest_rise(order)


def longest_rise(numbers: list[int]) -> int:
    lengths: list[int] = []
    for at, number in enumerate(numbers):
        lengths.append(1 + max((lengths[i] for i in range(at) if numbers[i] < number), default=0))
    return max(lengths)
