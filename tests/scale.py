"""How much of a large set of cases a run tries: a fixed sample in `make test`, everything in `make soak`.

A test that asks for one of these numbers is marked `sampled`, so that the soak runs it too.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

IS_SOAK = os.environ.get("QUILLSPACE_SOAK") == "1"

Case = TypeVar("Case")


def runs(sample: int, *, soak: int) -> int:
    """How many random runs to do."""
    return soak if IS_SOAK else sample


def every(step: int, cases: Sequence[Case], *, first: int = 0) -> Sequence[Case]:
    """Every `step`th case, starting with the case number `first`; all cases in the soak."""
    return cases if IS_SOAK else cases[first % step :: step]
