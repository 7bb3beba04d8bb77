"""Each defence is removed from a copy of the project, and the tests that hold it are run there."""

from pathlib import Path

import pytest

from tests.defences.catalogue import DEFENCES
from tests.defences.removal import TESTS_FAILED, Defence, copy_project, remove, run_tests

pytestmark = pytest.mark.soak


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project."""
    folder = tmp_path / "copy"
    copy_project(folder)
    return folder


@pytest.mark.parametrize("defence", DEFENCES, ids=str)
def test_a_test_fails_without_the_defence(copy: Path, defence: Defence):
    remove(defence, copy)

    done = run_tests(copy, defence.tests)

    assert done.returncode == TESTS_FAILED, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_same_tests_pass_with_every_defence_in_place(copy: Path):
    done = run_tests(copy, tuple(sorted({test for defence in DEFENCES for test in defence.tests})))

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
