"""How many cases of a large set a run tries: a fixed sample in `make test`, all of them in `make soak`.

Tests that use these functions are marked `sampled`, so that the soak runs them too.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

IS_SOAK = os.environ.get("QUILLSPACE_SOAK") == "1"

Case = TypeVar("Case")


def runs(sample: int, *, soak: int) -> int:
    """Return the number of random runs to perform."""
    return soak if IS_SOAK else sample


def every(step: int, cases: Sequence[Case], *, first: int = 0) -> Sequence[Case]:
    """Return every `step`th case, starting with number `first`; in the soak, return all cases."""
    return cases if IS_SOAK else cases[first % step :: step]
