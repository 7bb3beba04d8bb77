"""Runs every step on its hard texts in processes that the kernel ends when they have used too much of a processor.

Writes JSON: the steps that were too slow, and the functions of `app` that the steps reached.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from tests.scale import IS_SOAK, every
from tests.work.steps import STEPS, Step

PART = 1 if IS_SOAK else 4
"""The part of the largest text that is tried."""
SECONDS = 4 / PART
"""Of one processor's time, whatever else it does in between. The slowest step takes half of it, most take a tenth; a
step whose work grew with the square of the text would take minutes."""


def slow_texts() -> list[list[str]]:
    """Return the name of each step, and of the text, that was too slow."""
    found = []
    for step in STEPS:
        texts = list(step.texts(step.size // PART, units=every(2, step.units, first=len(step.name))))
        at = 0
        while at < len(texts):
            begun = begin_until_too_slow(step, [text for _name, text in texts[at:]])
            at += begun
            if begun:
                found.append([step.name, texts[at - 1][0]])
            else:
                break
    return found


def begin_until_too_slow(step: Step, texts: Sequence[str]) -> int:
    """Try the step on these texts in another process. Return how many it had begun when it was ended, otherwise 0."""
    begun, told = os.pipe()
    child = os.fork()
    if not child:
        for text in texts:
            os.write(told, b".")
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            step.try_on(text)
        os._exit(0)
    os.close(told)
    _pid, status = os.waitpid(child, 0)
    count = len(os.read(begun, 1000))
    os.close(begun)
    return count if status else 0


def functions_reached() -> list[str]:
    """Return the module and name of each function of `app` that runs when every step is tried on short texts."""
    reached = set()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call":
            reached.add(f"{frame.f_globals.get('__name__')} {frame.f_code.co_qualname}")

    for step in STEPS:
        for _name, text in step.texts(60, units=step.units):
            sys.setprofile(note)
            step.try_on(text)
            sys.setprofile(None)
    return sorted(name for name in reached if name.startswith("app."))


if __name__ == "__main__":
    json.dump({"slow": slow_texts(), "reached": functions_reached()}, sys.stdout)
