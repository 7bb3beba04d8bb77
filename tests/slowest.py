"""A run's last word: the files that took longest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

SHOWN = 15
LEAST_SECONDS = 1.0


@dataclass
class Spent:
    """What the tests of one file took, what is set up and taken down for them included."""

    seconds: float = 0.0
    tests: int = 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A short table of seconds, tests and file. With xdist, only the process that prints has all reports."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    spent = by_file(report for report in reports if isinstance(report, pytest.TestReport))
    shown = [(file, one) for file, one in slowest(spent) if one.seconds >= LEAST_SECONDS][:SHOWN]
    if shown:
        terminalreporter.section("slowest files")
        terminalreporter.write_line("seconds  tests  file")
    for file, one in shown:
        terminalreporter.write_line(f"{one.seconds:7.1f}  {one.tests:5}  {file}")


def by_file(reports: Iterable[pytest.TestReport]) -> dict[str, Spent]:
    """The sum of all steps of all tests, by file."""
    spent: dict[str, Spent] = defaultdict(Spent)
    for report in reports:
        one = spent[report.nodeid.partition("::")[0]]
        one.seconds += report.duration
        one.tests += report.when == "call"
    return spent


def slowest(spent: dict[str, Spent]) -> list[tuple[str, Spent]]:
    """The same, longest first."""
    return sorted(spent.items(), key=lambda pair: -pair[1].seconds)
