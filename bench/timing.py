"""What every figure shares: a clock, quantiles, and how busy the machine was."""

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
    """Median, and the smallest value that at least 95 % of the values do not exceed."""
    ordered = sorted(values)
    rank = -(-len(ordered) * 95 // 100)
    return Spread(statistics.median(ordered), ordered[rank - 1], len(ordered))


@contextmanager
def stopwatch(into: list[float]) -> Iterator[None]:
    """Add the milliseconds that the work inside took."""
    began = time.perf_counter()
    yield
    into.append((time.perf_counter() - began) * 1000)


def load() -> float:
    """The machine's load average of the last minute: above the number of cores, figures are noise."""
    return round(os.getloadavg()[0], 2)


def pace() -> float:
    """Milliseconds that a fixed loop takes now: the speed of the processor itself, which hosts share out too."""
    times: list[float] = []
    for _ in range(5):
        with stopwatch(times):
            sum(number * number for number in range(200_000))
    return round(statistics.median(times), 1)
