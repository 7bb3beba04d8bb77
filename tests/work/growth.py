"""Measures how the work of a function grows with its text: in proportion, or like the square of the text's length.

Work is processor time, in a process of its own that the kernel ends when it has used too much. A loaded machine makes
durations several times longer, but hardly changes the ratio of two processor times. Doubling a text twice
multiplies work that grows like n or n log n by four or five, and work that grows like n² by sixteen. A ratio above
eight is therefore suspicious, and a failure if it is found again and again.
"""

import gc
import math
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NoReturn

LONG = 0.05
"""Seconds of work below which growth is not judged: caches and memory would matter as much as the function."""
STEEP = 8
"""The ratio of the work on a text to the work on a quarter of it: halfway between 4 and 16."""
TRIALS = 5
"""How many times a steep function is measured before it fails. Interruptions only add work, so the least one counts."""


@dataclass(frozen=True)
class Shape:
    """A kind of text: its name, and a text of this kind for any length."""

    name: str
    make: Callable[[int], str]


def faults_in(
    run: Callable[[str], object], shapes: Sequence[Shape], *, size: int, limit: float
) -> list[tuple[str, str]]:
    """Return the shapes of which texts of this size take more than `limit` seconds, or too much more than short ones.

    Each comes with a description of the fault.
    """
    found, at = [], 0
    while at < len(shapes):
        works, is_ended = _works(run, (shape.make(size) for shape in shapes[at:]), limit=limit)
        for shape, work in zip(shapes[at:], works, strict=False):
            if work > LONG and (fault := _steepness(run, shape, size, limit)):
                found.append((shape.name, fault))
        at += len(works)
        if is_ended:
            found.append((shapes[at].name, f"more than {limit} seconds"))
            at += 1
    return found


def _steepness(run: Callable[[str], object], shape: Shape, size: int, limit: float) -> str:
    """Describe how steeply the work grows; return an empty string if it does not grow like a square."""
    sizes = (size // 4, size // 2, size)
    least = [math.inf] * 3
    for _trial in range(TRIALS):
        works, _is_ended = _works(run, map(shape.make, sizes), limit=2 * limit)
        least = [min(pair) for pair in zip_longest(least, works, fillvalue=math.inf)]
        quarter, half, whole = least
        if whole <= LONG or whole <= STEEP * quarter or whole <= STEEP**0.5 * half:
            return ""
    return "for {}, {} and {} characters: {:.3f}, {:.3f} and {:.3f} seconds".format(*sizes, *least)


def _works(run: Callable[[str], object], texts: Iterable[str], *, limit: float) -> tuple[list[float], bool]:
    """Run the function on each text in another process.

    Return the seconds of work for each text, and whether the process was ended at the next text because it needed
    more than `limit`. Raises RuntimeError if the function raises.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _tell_works(run, texts, limit, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        works = [float(line) for line in told]
    _pid, status = os.waitpid(child, 0)
    is_ended = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
    if status and not is_ended:
        raise RuntimeError(f"The process that measured ended with status {status}.")
    return works, is_ended


def _tell_works(run: Callable[[str], object], texts: Iterable[str], limit: float, writing: int) -> NoReturn:
    failed = 1
    # Otherwise, the collector would now and then examine all objects of the parent, in the time of one text.
    gc.freeze()
    try:
        for text in texts:
            signal.setitimer(signal.ITIMER_PROF, limit)
            before = time.process_time()
            run(text)
            os.write(writing, f"{time.process_time() - before}\n".encode())
        failed = 0
    except BaseException:  # noqa: BLE001 - the process must end here
        traceback.print_exc()
    finally:
        os._exit(failed)
