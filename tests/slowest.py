"""Print the slowest test files at the end of a run."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

SHOWN = 15
MIN_SECONDS = 1.0


@dataclass
class Spent:
    """The number of tests in one file, and the seconds they took, including setup and teardown."""

    seconds: float = 0.0
    tests: int = 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a table of seconds, number of tests and file. With xdist, only the controller has all reports."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    spent = by_file(report for report in reports if isinstance(report, pytest.TestReport))
    shown = [(file, one) for file, one in slowest(spent) if one.seconds >= MIN_SECONDS][:SHOWN]
    if shown:
        terminalreporter.section("slowest files")
        terminalreporter.write_line("seconds  tests  file")
    for file, one in shown:
        terminalreporter.write_line(f"{one.seconds:7.1f}  {one.tests:5}  {file}")


def by_file(reports: Iterable[pytest.TestReport]) -> dict[str, Spent]:
    """Return the totals over all phases of all tests, by file."""
    spent: dict[str, Spent] = defaultdict(Spent)
    for report in reports:
        one = spent[report.nodeid.partition("::")[0]]
        one.seconds += report.duration
        one.tests += report.when == "call"
    return spent


def slowest(spent: dict[str, Spent]) -> list[tuple[str, Spent]]:
    """Return the slowest files, longest first."""
    return sorted(spent.items(), key=lambda pair: -pair[1].seconds)
