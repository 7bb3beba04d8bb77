"""Runs tests in a copy of the project from which one defence was removed."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house import ROOT

COPIED = ("app", "bench", "caddy", "docs", "migrations", "tests", "pyproject.toml", "wsgi.py", "README.md")
LINKED = (".venv", "node_modules")
TESTS_FAILED = 1
"""The exit code of pytest if at least one test failed, as opposed to an error in collecting them."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A text in a file, and what replaces it."""

    file: str
    old: str
    new: str = ""


@dataclass(frozen=True)
class Defence:
    """A defence: the edits that remove it, and the tests of which at least one then fails."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def copy_project(folder: Path) -> None:
    """Copy the project's source to the folder; installed packages are linked."""
    folder.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored, symlinks=True)
        else:
            shutil.copy2(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)


def remove(defence: Defence, folder: Path) -> None:
    """Apply the edits to the copy. Raises ValueError if a text does not occur exactly once."""
    for edit in defence.edits:
        file = folder / edit.file
        content = file.read_text()
        if content.count(edit.old) != 1:
            raise ValueError(f"{edit.file} contains {content.count(edit.old)} times: {edit.old}")
        file.write_text(content.replace(edit.old, edit.new))


def run_tests(folder: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Run the tests in the copy until the first failure."""
    # The copy precedes the installed project for every process that the tests start.
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-x", "-p", "no:cacheprovider", "-m", "", *tests],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
