"""Edits several blocks in one operation, which is therefore one undo step."""

from collections.abc import Callable, Iterable, Iterator

from app.tree.model import (
    ROOT,
    BlockGone,
    Change,
    FixedProp,
    MakeId,
    Operation,
    PageOrder,
    Place,
    Rules,
    Tree,
    ancestors,
    siblings,
)
from app.tree.operations.application import apply
from app.tree.operations.duplicate import build_duplicate
from app.tree.operations.move import build_move
from app.tree.operations.remove import build_remove

Build = Callable[[Tree], Operation]


def outermost(tree: Tree, ids: Iterable[str]) -> list[str]:
    """These blocks in page order, except for those inside another of them. Raises BlockGone or FixedProp."""
    chosen = set(ids)
    if not chosen:
        raise BlockGone
    if ROOT in chosen:
        raise FixedProp
    outer = [id_ for id_ in chosen if not any(node.id in chosen for node in ancestors(tree, id_))]
    return sorted(outer, key=PageOrder(tree))


def build_sequence(tree: Tree, builds: Iterable[Build]) -> Operation:
    """Combine operations into one. Each is built on the tree that results from the previous one."""
    changes: list[Change] = []
    for build in builds:
        operation = build(tree)
        tree = apply(tree, operation)
        changes += operation.changes
    return Operation(tuple(changes))


def build_removes(tree: Tree, ids: Iterable[str]) -> Operation:
    """Delete blocks with their descendants."""
    return build_sequence(tree, [_remove(id_) for id_ in outermost(tree, ids)])


def build_moves(tree: Tree, ids: Iterable[str], *, place: Place, rules: Rules) -> Operation:
    """Move blocks to a place, keeping their order."""
    chosen = outermost(tree, ids)
    after = _fixed_sibling(tree, place, set(chosen))

    def builds() -> Iterator[Build]:
        nonlocal after
        for id_ in chosen:
            yield _move(id_, Place(place.parent, place.slot, after), rules)
            after = id_

    return build_sequence(tree, builds())


def build_duplicates(tree: Tree, ids: Iterable[str], make_id: MakeId, rules: Rules) -> Operation:
    """Copy blocks. Copies of adjacent blocks are inserted together, after the last original."""
    return build_sequence(tree, _copies(tree, outermost(tree, ids), make_id, rules))


def _copies(tree: Tree, ids: list[str], make_id: MakeId, rules: Rules) -> Iterator[Build]:
    for run in runs(tree, ids):
        after = run[-1]
        for id_ in run:
            yield _duplicate(id_, after, make_id, rules)
            after = make_id(tree[id_].type, id_)


def runs(tree: Tree, ids: Iterable[str]) -> list[list[str]]:
    """Group blocks, given in page order, into runs of adjacent siblings."""
    found: list[list[str]] = []
    for id_ in ids:
        beside = siblings(tree, id_)
        at = beside.index(id_)
        if found and at and found[-1][-1] == beside[at - 1]:
            found[-1].append(id_)
        else:
            found.append([id_])
    return found


def _fixed_sibling(tree: Tree, place: Place, moving: set[str]) -> str:
    """The sibling to insert after: `place.after`, or the nearest one before it that is not moved itself."""
    parent = tree.get(place.parent)
    before = parent.children.get(place.slot, ()) if parent else ()
    if place.after not in before:
        return place.after
    stay = [id_ for id_ in before[: before.index(place.after) + 1] if id_ not in moving]
    return stay[-1] if stay else ""


def _remove(block_id: str) -> Build:
    return lambda tree: build_remove(tree, block_id)


def _move(block_id: str, place: Place, rules: Rules) -> Build:
    return lambda tree: build_move(tree, block_id, place=place, rules=rules)


def _duplicate(block_id: str, after: str, make_id: MakeId, rules: Rules) -> Build:
    return lambda tree: build_duplicate(tree, block_id, make_id, rules, after=after)
