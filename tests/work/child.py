"""Runs every step on its hard texts, and measures its work on texts of one, two and four times a size.

Writes JSON: the steps that are too slow, or whose work grows too steeply, and the functions of `app` that they reach.
"""

import json
import sys
from types import FrameType

from tests.scale import IS_SOAK, every
from tests.work.growth import faults_in
from tests.work.steps import STEPS

PART = 1 if IS_SOAK else 4
"""The part of the largest text that is tried."""
SECONDS = 2 / PART
"""The work that a text may cause. Most texts cause a tenth of it."""


def faults() -> list[list[str]]:
    """Return the name of each step, and of the text, that is too slow, with a description."""
    found = []
    for step in STEPS:
        shapes = step.shapes(every(3, step.units, first=len(step.name)))
        for name, fault in faults_in(step.try_on, shapes, size=step.size // PART, limit=SECONDS):
            found.append([step.name, name, fault])
    return found


def functions_reached() -> list[str]:
    """Return the module and name of each function of `app` that runs when every step is tried on short texts."""
    reached = set()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call":
            reached.add(f"{frame.f_globals.get('__name__')} {frame.f_code.co_qualname}")

    for step in STEPS:
        for shape in step.shapes(step.units):
            text = shape.make(60)
            sys.setprofile(note)
            step.try_on(text)
            sys.setprofile(None)
    return sorted(name for name in reached if name.startswith("app."))


if __name__ == "__main__":
    reached = functions_reached()
    json.dump({"faults": faults(), "reached": reached}, sys.stdout)
