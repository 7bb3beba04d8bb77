"""Benchmark results, printed as one Markdown table and saved as JSON."""

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.timing import Spread

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One result. `is_met` says whether the target was reached; it is None if there is no target."""

    what: str
    median: float
    p95: float | None = None
    unit: str = "ms"
    aim: str = ""
    is_met: bool | None = None
    note: str = ""


@dataclass(kw_only=True)
class Options:
    """Options for a benchmark run: full, or quick."""

    is_quick: bool = False

    def rounds(self, full: int, quick: int) -> int:
        """Return the number of repetitions: `full`, or `quick` for a smoke test."""
        return quick if self.is_quick else full


Measure = Callable[[Options], Sequence[Row]]


@dataclass(kw_only=True)
class Figure:
    """The results of one benchmark, with the machine's load and the speed of its processor."""

    name: str
    rows: Sequence[Row]
    load_before: float
    load_after: float
    pace: float
    seconds: float
    made_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


def row(
    what: str, measured: Spread, *, unit: str = "ms", p95_below: float | None = None, note: str = ""
) -> Row:
    """Create a row from repeated measurements, with an optional target for their p95."""
    aim = "" if p95_below is None else f"p95 < {p95_below:g} {unit}"
    is_met = None if p95_below is None else measured.p95 < p95_below
    return Row(
        what=what, median=measured.median, p95=measured.p95, unit=unit, aim=aim, is_met=is_met, note=note
    )


def table(figures: Sequence[Figure]) -> str:
    """Format all results as one Markdown table."""
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "",
        "| figure | what | median | p95 | unit | aim | met | load | pace | note |",
        "| --- | --- | ---: | ---: | --- | --- | --- | --- | --- | --- |",
    ]
    for figure in figures:
        lines += [_line(figure, row) for row in figure.rows]
    return "\n".join(lines)


def save(figure: Figure) -> Path:
    """Save the results in bench/results/, in a file named after the benchmark and the time."""
    RESULTS.mkdir(exist_ok=True)
    stamp = figure.made_at.replace(":", "").replace("+0000", "Z")
    path = RESULTS / f"{figure.name}-{stamp}.json"
    path.write_text(json.dumps(asdict(figure), indent=1) + "\n")
    return path


def _line(figure: Figure, row: Row) -> str:
    busy = f"{figure.load_before:g} to {figure.load_after:g}"
    met = {None: "", True: "yes", False: "**no**"}[row.is_met]
    numbers = [_number(row.median), _number(row.p95)]
    cells = [figure.name, row.what, *numbers, row.unit, row.aim, met, busy, f"{figure.pace:g}", row.note]
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}" if abs(value) >= 1 else f"{value:.2f}"
