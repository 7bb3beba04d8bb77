"""Two states of a tree: what differs, how to describe it, and how a canvas catches up."""

from app.tree.sync.canvas_steps import (
    Do,
    Step,
    catch_up,
)
from app.tree.sync.descriptions import (
    describe,
    summarise,
)
from app.tree.sync.diff_markup import (
    mark,
)
from app.tree.sync.diff_messages import (
    tell,
)
from app.tree.sync.differences import (
    Difference,
    Kind,
    diff,
    edits_between,
)
from app.tree.sync.longest_run import (
    steady,
)

__all__ = [
    "Difference",
    "Do",
    "Kind",
    "Step",
    "catch_up",
    "describe",
    "diff",
    "edits_between",
    "mark",
    "steady",
    "summarise",
    "tell",
]
