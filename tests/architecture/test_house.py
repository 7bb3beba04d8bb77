"""House rules: import contracts, the sizes of files and folders, and a README that lists every setting."""

import ast
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THIRD_PARTY_NAMES = re.compile(r"^[a-z0-9_.-]+", re.IGNORECASE)

LINES = [
    ("app/jobs/*.py", 120),
    ("app/components/library/*/*/*.html", 60),
    ("app/components/library/*/*/*.py", 100),
    ("app/**/*.py", 250),
    ("migrations/**/*.py", 250),
    ("bench/**/*.py", 250),
    ("tests/**/*.py", 300),
    ("app/templates/**/_*.html", 60),
    ("app/templates/**/*.html", 150),
    ("app/static/js/**/*.js", 250),
    ("app/static/css/**/*.css", 250),
]
MAX_FUNCTION_LINES = 40
MAX_FILES = 16
CROWDED = {
    "bench": "the benchmarks, found by name, and the few helpers that they share",
    "migrations/versions": "one history, in order",
    "tests": "fixtures and helpers that all folders of tests share",
    "tests/e2e/editing/pastes": "one sample for each program that people paste from",
    "tests/security": "attacks, each of which covers all routes or tables",
}
"""Folders that may contain more files than others, each with the reason."""


def our_files(pattern):
    return sorted(path for path in ROOT.glob(pattern) if path.is_file())


def lines(path):
    return len(path.read_text().splitlines())


def test_imports_flow_one_way():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("pattern", "limit"), LINES)
def test_files_are_short(pattern, limit):
    long = {str(path.relative_to(ROOT)): lines(path) for path in our_files(pattern) if lines(path) > limit}
    assert long == {}


def test_folders_are_small():
    """Only files are counted: a layer may have as many packages, and the library as many components, as it needs."""
    sizes = Counter(
        str(path.parent.relative_to(ROOT))
        for folder in ("app", "bench", "gallery", "migrations", "tests")
        for path in our_files(f"{folder}/**/*")
        if not {"__pycache__", "vendor", "results"} & set(path.parts)
    )
    crowded = {folder for folder, size in sizes.items() if size > MAX_FILES}
    assert crowded == set(CROWDED)


@pytest.mark.parametrize("folder", ["app", "migrations"])
def test_functions_are_short(folder):
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in our_files(f"{folder}/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_every_setting_is_in_the_readme():
    source = "".join(path.read_text() for path in our_files("app/**/*.py"))
    named = set(
        re.findall(
            r"\"(QUILLSPACE_[A-Z_]+|[A-Z]+(?:_[A-Z]+)*_URL|APP_DOMAIN|SITES_DOMAIN|SECRET_KEY)\"", source
        )
    )
    readme = (ROOT / "README.md").read_text()
    internal = {"QUILLSPACE_EDGE_HOME", "QUILLSPACE_EDGE_PORT", "QUILLSPACE_CADDY_ADMIN"}
    assert sorted(name for name in named - internal if f"`{name}`" not in readme) == []


def test_every_imported_package_is_required():
    required = {
        found.group().split("[")[0].lower()
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if (found := THIRD_PARTY_NAMES.match(line))
    }
    homes = packages_distributions()
    missing = {
        name
        for path in our_files("app/**/*.py")
        for name in imported(path)
        if name not in sys.stdlib_module_names | {"app", "migrations"}
        and not required & {home.lower().replace("_", "-") for home in homes.get(name, [])}
    }
    assert sorted(missing) == []


def test_regular_expressions_mean_the_same_in_every_python_version():
    """Before 3.11.5, possessive quantifiers and atomic groups missed some matches (CPython issue 106052)."""
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in our_files("app/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"(?:[)\]]|\\[a-z.])[*+?]\+|\(\?>", node.value)
    }

    assert found == set()


def test_tests_assert_no_durations():
    """Timed tests would fail on a loaded machine. Durations belong in `bench/`; a wait has a deadline instead.

    There are two exceptions. The soak that kills processes measures its readers' rate, to prove that there was enough
    load. `tests/work/growth.py` measures processor time, which other processes hardly change, and judges mostly ratios.
    """
    excused = {"test_kills.py", "growth.py"}
    timed = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in our_files("tests/**/*.py")
        if path.name not in excused
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and reads_a_clock(node.left)
    }
    assert timed == set()


def reads_a_clock(node):
    """True if the node calls a clock, of the wall or of the processor."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"monotonic", "perf_counter", "process_time", "thread_time"}
    )


def imported(path):
    """Yield the top-level names that a module imports absolutely."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
