"""A stopwatch, quantiles, and the machine's load and speed."""

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The median and 95th percentile of a series of measurements."""

    median: float
    p95: float
    count: int


def spread(values: Sequence[float]) -> Spread:
    """Return the median and the 95th percentile (nearest rank) of the values."""
    ordered = sorted(values)
    rank = -(-len(ordered) * 95 // 100)
    return Spread(statistics.median(ordered), ordered[rank - 1], len(ordered))


@contextmanager
def stopwatch(into: list[float]) -> Iterator[None]:
    """Append the duration of the block in milliseconds."""
    began = time.perf_counter()
    yield
    into.append((time.perf_counter() - began) * 1000)


def load() -> float:
    """Return the one-minute load average. If it exceeds the number of cores, results are mostly noise."""
    return round(os.getloadavg()[0], 2)


def pace() -> float:
    """Time a fixed loop, in milliseconds: the processor's speed varies on virtual machines."""
    times: list[float] = []
    for _ in range(5):
        with stopwatch(times):
            sum(number * number for number in range(200_000))
    return round(statistics.median(times), 1)
