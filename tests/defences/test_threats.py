"""Each threat of the table in CONTRIBUTING.md is covered by tests that carry its id."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT

IDS = {"F9", "F10", "F11", "F12", "G4", "G5", "G8", "H3"}
TABLE_ROW = re.compile(r"^\| ([A-Z]\d+) \|", re.MULTILINE)
NEVER_RUN = {"skip", "skipif", "xfail"}
Marks = dict[str, list[str]]
"""The names of a test's marks, each with the texts that it was given."""


def carried_ids(path: Path) -> Iterator[tuple[str, Marks]]:
    """Yield each id of a threat that a test of the file carries, with all marks of the test."""
    source = path.read_text()
    if "mark.threat(" not in source:
        return
    module = ast.parse(source)
    shared = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    ]
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = found_marks([*node.decorator_list, *shared])
            yield from ((threat, marks) for threat in marks.get("threat", []))


def found_marks(expressions: list[ast.expr]) -> Marks:
    """Return the marks in the expressions."""
    found: Marks = {}
    for node in (each for expression in expressions for each in ast.walk(expression)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pytest.mark":
            found.setdefault(node.attr, [])
    for node in (each for expression in expressions for each in ast.walk(expression)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.threat":
            found["threat"] += [ast.literal_eval(given) for given in node.args]
    return found


def all_carried() -> list[tuple[str, Marks]]:
    return [each for path in sorted((ROOT / "tests").glob("**/test_*.py")) for each in carried_ids(path)]


def test_every_threat_is_covered_by_a_test_that_runs():
    assert {threat for threat, marks in all_carried() if not NEVER_RUN & set(marks)} == IDS


def test_every_threat_is_covered_by_a_test_of_each_run_of_all_tests():
    assert {threat for threat, marks in all_carried() if not (NEVER_RUN | {"soak"}) & set(marks)} == IDS


def test_the_table_of_threats_is_complete():
    assert set(TABLE_ROW.findall((ROOT / "CONTRIBUTING.md").read_text())) == IDS
