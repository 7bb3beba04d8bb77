"""Two people edit one page concurrently, each with their own undo history."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.tree import codecs, model
from app.tree.model import Operation, Remove, Tree
from app.tree.model.validate import check_invariants
from app.tree.operations import apply, revert, revert_all
from tests.tree.strategies import PROFILE, Gesture, documents, perform, scripts
from tests.tree.support import RULES, exactly, maker, sample, through_json


@dataclass
class Entry:
    """A row of the log."""

    editor: int
    operation: Operation


@dataclass
class Desk:
    """The newest state of a page and its log, as in the documents service."""

    tree: Tree
    log: list[Entry] = field(default_factory=list)
    done: dict[int, list[Operation]] = field(default_factory=lambda: {0: [], 1: []})
    undone: dict[int, list[Operation]] = field(default_factory=lambda: {0: [], 1: []})

    def record(self, editor: int, operation: Operation) -> None:
        before = set(self.tree)
        self.tree = apply(self.tree, through_json(operation))
        self.log.append(Entry(editor, operation))
        check_invariants(self.tree)
        removed = {
            block.id
            for change in operation.changes
            if isinstance(change, Remove)
            for block in change.block.walk()
        }
        assert before - set(self.tree) <= removed

    def act(self, editor: int, gesture: Gesture) -> None:
        operation = perform(self.tree, gesture, maker(len(self.log)))
        if operation:
            self.record(editor, operation)
            self.done[editor].append(operation)
            self.undone[editor].clear()

    def undo(self, editor: int) -> None:
        if self.done[editor]:
            operation, _ = revert(self.tree, self.done[editor].pop(), rules=RULES)
            self._check_removals(editor, operation)
            self.record(editor, operation)
            self.undone[editor].append(operation)

    def redo(self, editor: int) -> None:
        if self.undone[editor]:
            operation, _ = revert(self.tree, self.undone[editor].pop(), rules=RULES)
            self._check_removals(editor, operation)
            self.record(editor, operation)
            self.done[editor].append(operation)

    def _check_removals(self, editor: int, operation: Operation) -> None:
        """Check that an undo or redo removes only blocks that this editor has inserted or removed before."""
        mine = [
            change.block.id
            for entry in self.log
            if entry.editor == editor
            for change in entry.operation.changes
            if isinstance(change, model.Insert | Remove)
        ]
        for change in operation.changes:
            assert not isinstance(change, Remove) or change.block.id in mine


TURNS = ["act", "act", "act", "act", "undo", "undo", "redo"]
small_pages = st.sampled_from([codecs.dump_puck(sample()), {"content": []}]) | documents()


@PROFILE
@given(small_pages, scripts(min_steps=20, max_steps=60), st.integers(0, 2**32))
def test_no_interleaving_breaks_the_page_or_loses_a_block(data, script, seed):
    desk = Desk(codecs.load_puck(data, RULES))

    dice = Random(seed)

    for gesture in script:
        editor, kind = dice.randrange(2), dice.choice(TURNS)
        if kind == "act":
            desk.act(editor, gesture)
        elif kind == "undo":
            desk.undo(editor)
        else:
            desk.redo(editor)

    replayed = codecs.load_puck(data, RULES)
    for entry in desk.log:
        replayed = apply(replayed, entry.operation)
    assert exactly(replayed) == exactly(desk.tree)


@PROFILE
@given(documents(), scripts(max_steps=40))
def test_one_editor_can_undo_everything_and_redo_everything_exactly(data, script):
    desk = Desk(codecs.load_puck(data, RULES))
    start = exactly(desk.tree)
    for gesture in script:
        desk.act(0, gesture)
    end = exactly(desk.tree)
    count = len(desk.done[0])

    for _ in range(count):
        desk.undo(0)
    assert exactly(desk.tree) == start

    for _ in range(count):
        desk.redo(0)
    assert exactly(desk.tree) == end


@PROFILE
@given(documents(), scripts())
def test_undoing_a_whole_group_restores_the_page(data, script):
    start = tree = codecs.load_puck(data, RULES)
    group = []
    for number, gesture in enumerate(script):
        group.append(perform(tree, gesture, maker(number)))
        tree = apply(tree, group[-1])

    undo, skipped = revert_all(tree, group)
    redo, skipped_again = revert(apply(tree, undo), undo)

    assert exactly(apply(tree, undo)) == exactly(start)
    assert exactly(apply(apply(tree, undo), redo)) == exactly(tree)
    assert skipped == skipped_again == []
