"""Compares two states of a tree, describes the differences, and computes updates for a canvas."""

from app.tree.sync.canvas_steps import (
    Step,
    StepKind,
    catch_up,
)
from app.tree.sync.descriptions import (
    describe,
    summarise,
)
from app.tree.sync.diff_markup import (
    mark_differences,
)
from app.tree.sync.diff_messages import (
    describe_difference,
)
from app.tree.sync.differences import (
    Difference,
    Kind,
    diff,
    edits_between,
)
from app.tree.sync.longest_run import (
    find_unmoved,
)

__all__ = [
    "Difference",
    "Kind",
    "Step",
    "StepKind",
    "catch_up",
    "describe",
    "describe_difference",
    "diff",
    "edits_between",
    "find_unmoved",
    "mark_differences",
    "summarise",
]
