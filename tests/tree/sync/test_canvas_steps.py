"""A canvas that missed some changes, or shows some of them already, ends up as the page is."""

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
    """A block as a browser shows it: what it says, and what lies in its slots."""

    says: str
    slots: dict[str, list[str]]


class Picture:
    """A canvas: elements by id, of which each stands at one place."""

    def __init__(self, tree: Tree) -> None:
        self.elements = {}
        for node in walk(tree):
            self.draw(tree, node.id)

    def draw(self, tree: Tree, block_id: str) -> None:
        node = tree[block_id]
        slots = {name: list(ids) for name, ids in node.children.items()}
        self.elements[block_id] = Element(repr((node.type, node.props)), slots)

    def take(self, tree: Tree, steps: list[Step]) -> None:
        """What the browser does with an answer."""
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

    def looks(self) -> dict[str, object]:
        """What there is to see, from the page down."""
        return self._look(ROOT)

    def _look(self, block_id: str) -> dict[str, object]:
        element = self.elements[block_id]
        slots = {name: [self._look(child) for child in ids] for name, ids in element.slots.items() if ids}
        return {"id": block_id, "says": element.says if block_id != ROOT else "", **slots}


def history(tree: Tree, script) -> tuple[list[Tree], list[Operation]]:
    """The page after each of some gestures and undos, and what was done each time."""
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
@given(small_pages, scripts(least=6, most=40), st.integers(0, 2**32))
def test_from_any_revision_a_canvas_ends_up_as_the_page_is(data, script, seed):
    trees, done = history(codecs.load_puck(data, RULES), script)
    shown = Random(seed).randrange(len(trees))
    picture = Picture(trees[shown])

    steps = catch_up(trees[-1], done[shown:])
    picture.take(trees[-1], steps)

    assert picture.looks() == Picture(trees[-1]).looks()
    picture.take(trees[-1], steps)
    assert picture.looks() == Picture(trees[-1]).looks()


@PROFILE
@given(small_pages, scripts(least=6, most=40), st.integers(0, 2**32))
def test_a_canvas_that_shows_some_of_it_already_ends_up_as_the_page_is(data, script, seed):
    trees, done = history(codecs.load_puck(data, RULES), script)
    dice = Random(seed)
    told = dice.randrange(len(trees))
    shown = dice.randrange(told, len(trees))
    picture = Picture(trees[shown])

    picture.take(trees[-1], catch_up(trees[-1], done[told:]))

    assert picture.looks() == Picture(trees[-1]).looks()


@PROFILE
@given(small_pages, scripts(least=6, most=40))
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


def test_what_changed_is_morphed_what_moved_is_moved_and_both_is_shown_whole():
    tree = sample()
    changed = build_update(tree, "h1", {"text": "Uno"}, rules=RULES)
    moved = build_move(tree, "hero", place=place_at("root", after="bare"), rules=RULES)
    after = apply(apply(tree, changed), moved)

    assert catch_up(after, [changed]) == [Step(StepKind.MORPH, "h1")]
    assert catch_up(after, [moved]) == [Step(StepKind.MOVE, "hero")]
    both = build_update(after, "hero", {"heading": "Prejudice"}, rules=RULES)
    assert catch_up(apply(after, both), [moved, both]) == [Step(StepKind.INSERT, "hero")]


def test_steps_come_in_the_order_of_the_page_after_what_is_removed():
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


def test_nothing_inside_of_a_block_that_is_sent_whole_is_sent_again():
    tree = sample()
    inner = build_update(tree, "h1", {"text": "Uno"}, rules=RULES)
    outer = build_update(tree, "columns", {"gap": 2}, rules=RULES)
    after = apply(apply(tree, inner), outer)

    assert catch_up(after, [inner, outer]) == [Step(StepKind.INSERT, "columns")]


def test_what_was_moved_out_of_a_block_that_is_gone_or_drawn_anew_is_sent_with_all_it_holds():
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


def test_a_block_that_came_and_went_is_only_removed():
    tree = page(block("Heading", "h1", text="One"))
    came = build_duplicate(tree, "h1", maker(), RULES)
    tree = apply(tree, came)
    copy = order(tree)[1]
    went = build_remove(tree, copy)

    assert catch_up(apply(tree, went), [came, went]) == [Step(StepKind.REMOVE, copy)]


@pytest.mark.parametrize(("also", "do"), [("h1", StepKind.INSERT), ("never", StepKind.REMOVE)])
def test_blocks_that_are_asked_for_are_shown_anew_or_taken_away(also: str, do: StepKind):
    assert catch_up(sample(), [], [also]) == [Step(do, also)]


def test_the_page_itself_is_never_sent():
    tree = sample()
    titled = build_update(tree, ROOT, {"title": "Books"}, rules=RULES)

    assert catch_up(apply(tree, titled), [titled], [ROOT]) == []
    assert order(tree, ROOT, ROOT_SLOT)
