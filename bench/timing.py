"""Stopwatch, quantiles, and the load and speed of the machine."""

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 95th percentile of some measurements."""

    median: float
    p95: float
    count: int


def spread(values: Sequence[float]) -> Spread:
    """Median and 95th percentile (nearest rank) of some values."""
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
    """The one-minute load average; above the number of cores, results are noise."""
    return round(os.getloadavg()[0], 2)


def pace() -> float:
    """Milliseconds of a fixed loop: the current speed of the processor, which varies on virtual machines."""
    times: list[float] = []
    for _ in range(5):
        with stopwatch(times):
            sum(number * number for number in range(200_000))
    return round(statistics.median(times), 1)
