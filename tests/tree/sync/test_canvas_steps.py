"""A canvas that has missed some changes, or already shows some of them, catches up with the page."""

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tree import codecs
from app.tree.model import ROOT, ROOT_SLOT, Operation, Tree, place_at, place_of, walk
from app.tree.operations import apply, build_duplicate, build_move, build_remove, build_update, revert
from app.tree.sync import Step, StepKind, catch_up
from tests.tree.strategies import PROFILE, documents, perform, scripts
from tests.tree.support import RULES, block, maker, order, page, sample


@dataclass
class Element:
    """A block as a browser shows it: its own content, and the ids in its slots."""

    content: str
    slots: dict[str, list[str]]


class FakeCanvas:
    """A browser's canvas: elements by id, each in one place."""

    def __init__(self, tree: Tree) -> None:
        self.elements = {}
        for node in walk(tree):
            self.draw(tree, node.id)

    def draw(self, tree: Tree, block_id: str) -> None:
        node = tree[block_id]
        slots = {name: list(ids) for name, ids in node.children.items()}
        self.elements[block_id] = Element(repr((node.type, node.props)), slots)

    def apply(self, tree: Tree, steps: list[Step]) -> None:
        """Apply the steps of a response, as a browser does."""
        for step in steps:
            match step.do:
                case StepKind.REMOVE:
                    self.erase(step.block_id)
                case StepKind.MOVE:
                    assert step.block_id in self.elements
                    self.lift(step.block_id)
                    self.place(tree, step.block_id)
                case StepKind.INSERT:
                    self.erase(step.block_id)
                    self.show(tree, step.block_id)
                    self.place(tree, step.block_id)
                case StepKind.MORPH:
                    shown = self.elements[step.block_id].slots
                    self.draw(tree, step.block_id)
                    self.elements[step.block_id].slots = shown

    def show(self, tree: Tree, block_id: str) -> None:
        inside = [node.id for node in walk(tree, block_id)]
        for inner in inside[1:]:
            self.erase(inner)
        for inner in inside:
            self.draw(tree, inner)

    def erase(self, block_id: str) -> None:
        if block_id not in self.elements:
            return
        self.lift(block_id)
        for ids in self.elements.pop(block_id).slots.values():
            for child in list(ids):
                self.erase(child)

    def lift(self, block_id: str) -> tuple[list[str], int]:
        for element in self.elements.values():
            for ids in element.slots.values():
                if block_id in ids:
                    at = ids.index(block_id)
                    ids.remove(block_id)
                    return ids, at
        return [], 0

    def place(self, tree: Tree, block_id: str) -> None:
        spot = place_of(tree, block_id)
        ids = self.elements[spot.parent].slots.setdefault(spot.slot, [])
        ids.insert(ids.index(spot.after) + 1 if spot.after else 0, block_id)

    def content(self) -> dict[str, object]:
        """Return the visible content, from the root down."""
        return self._content_of(ROOT)

    def _content_of(self, block_id: str) -> dict[str, object]:
        element = self.elements[block_id]
        slots = {
            name: [self._content_of(child) for child in ids] for name, ids in element.slots.items() if ids
        }
        return {"id": block_id, "content": element.content if block_id != ROOT else "", **slots}


def history(tree: Tree, script) -> tuple[list[Tree], list[Operation]]:
    """Apply gestures and undos; return the operations, and the trees before, between and after them."""
    trees, done = [tree], []
    for number, gesture in enumerate(script):
        if number % 6 == 5:
            operation, _ = revert(trees[-1], done[-1 - number % 4], rules=RULES)
        else:
            operation = perform(trees[-1], gesture, maker(number))
        trees.append(apply(trees[-1], operation))
        done.append(operation)
    return trees, done


small_pages = st.sampled_from([codecs.dump_puck(sample()), {"content": []}]) | documents()


@PROFILE
@given(small_pages, scripts(min_steps=6, max_steps=40), st.integers(0, 2**32))
def test_a_canvas_of_any_revision_catches_up_with_the_page(data, script, seed):
    trees, done = history(codecs.load_puck(data, RULES), script)
    shown = Random(seed).randrange(len(trees))
    canvas = FakeCanvas(trees[shown])

    steps = catch_up(trees[-1], done[shown:])
    canvas.apply(trees[-1], steps)

    assert canvas.content() == FakeCanvas(trees[-1]).content()
    canvas.apply(trees[-1], steps)
    assert canvas.content() == FakeCanvas(trees[-1]).content()


@PROFILE
@given(small_pages, scripts(min_steps=6, max_steps=40), st.integers(0, 2**32))
def test_a_canvas_that_already_shows_some_changes_catches_up_with_the_page(data, script, seed):
    trees, done = history(codecs.load_puck(data, RULES), script)
    dice = Random(seed)
    reported = dice.randrange(len(trees))
    shown = dice.randrange(reported, len(trees))
    canvas = FakeCanvas(trees[shown])

    canvas.apply(trees[-1], catch_up(trees[-1], done[reported:]))

    assert canvas.content() == FakeCanvas(trees[-1]).content()


@PROFILE
@given(small_pages, scripts(min_steps=6, max_steps=40))
def test_no_block_is_sent_twice(data, script):
    trees, done = history(codecs.load_puck(data, RULES), script)

    steps = catch_up(trees[-1], done)

    sent = [
        node.id
        for step in steps
        if step.do in (StepKind.INSERT, StepKind.MORPH)
        for node in walk(trees[-1], step.block_id)
    ]
    assert len(sent) == len(set(sent))
    assert len({step.block_id for step in steps}) == len(steps)


def test_edits_are_morphed_moves_are_moved_and_both_together_are_replaced():
    tree = sample()
    changed = build_update(tree, "h1", {"text": "Uno"}, rules=RULES)
    moved = build_move(tree, "hero", place=place_at("root", after="bare"), rules=RULES)
    after = apply(apply(tree, changed), moved)

    assert catch_up(after, [changed]) == [Step(StepKind.MORPH, "h1")]
    assert catch_up(after, [moved]) == [Step(StepKind.MOVE, "hero")]
    both = build_update(after, "hero", {"heading": "Prejudice"}, rules=RULES)
    assert catch_up(apply(after, both), [moved, both]) == [Step(StepKind.INSERT, "hero")]


def test_steps_are_in_page_order_after_removals():
    tree = sample()
    done = []
    for build in (
        lambda tree: build_move(tree, "hero", place=place_at("root", after="widget"), rules=RULES),
        lambda tree: build_update(tree, "bare", {"wide": True}, rules=RULES),
        lambda tree: build_update(tree, "h1", {"text": "Uno"}, rules=RULES),
        lambda tree: build_remove(tree, "q"),
    ):
        done.append(build(tree))
        tree = apply(tree, done[-1])

    steps = catch_up(tree, done)

    assert [step.block_id for step in steps] == ["q", "h1", "bare", "hero"]


def test_descendants_of_a_replaced_block_are_not_sent_again():
    tree = sample()
    inner = build_update(tree, "h1", {"text": "Uno"}, rules=RULES)
    outer = build_update(tree, "columns", {"gap": 2}, rules=RULES)
    after = apply(apply(tree, inner), outer)

    assert catch_up(after, [inner, outer]) == [Step(StepKind.INSERT, "columns")]


def test_a_block_moved_out_of_a_removed_or_replaced_block_is_sent_completely():
    tree = sample()
    out = build_move(tree, "h1", place=place_at("root"), rules=RULES)
    after = apply(tree, out)
    gone = build_remove(after, "columns")
    anew = build_update(after, "columns", {"gap": 2}, rules=RULES)

    assert catch_up(apply(after, gone), [out, gone]) == [
        Step(StepKind.REMOVE, "columns"),
        Step(StepKind.INSERT, "h1"),
    ]
    assert catch_up(apply(after, anew), [out, anew]) == [
        Step(StepKind.INSERT, "h1"),
        Step(StepKind.MORPH, "columns"),
    ]


def test_a_block_that_was_added_and_removed_is_only_removed():
    tree = page(block("Heading", "h1", text="One"))
    added = build_duplicate(tree, "h1", maker(), RULES)
    tree = apply(tree, added)
    copy = order(tree)[1]
    removed = build_remove(tree, copy)

    assert catch_up(apply(tree, removed), [added, removed]) == [Step(StepKind.REMOVE, copy)]


@pytest.mark.parametrize(("also", "do"), [("h1", StepKind.INSERT), ("never", StepKind.REMOVE)])
def test_requested_blocks_are_replaced_or_removed(also: str, do: StepKind):
    assert catch_up(sample(), [], [also]) == [Step(do, also)]


def test_the_root_is_never_sent():
    tree = sample()
    titled = build_update(tree, ROOT, {"title": "Books"}, rules=RULES)

    assert catch_up(apply(tree, titled), [titled], [ROOT]) == []
    assert order(tree, ROOT, ROOT_SLOT)
