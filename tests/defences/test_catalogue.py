import pytest

from tests.defences.catalogue import DEFENCES
from tests.defences.removal import Defence
from tests.house import ROOT

LIST_OF_ROUTES = ("tests/architecture/test_routes.py", "tests/architecture/test_costs.py")


def test_each_defence_has_a_name_of_its_own():
    assert len({one.name for one in DEFENCES}) == len(DEFENCES)


@pytest.mark.parametrize("defence", DEFENCES, ids=str)
def test_the_code_that_removes_a_defence_is_current(defence: Defence):
    assert defence.edits
    for edit in defence.edits:
        assert (ROOT / edit.file).read_text().count(edit.old) == 1, edit.old
        assert edit.old != edit.new


@pytest.mark.parametrize("defence", DEFENCES, ids=str)
def test_each_defence_is_held_by_tests_other_than_the_list_of_routes(defence: Defence):
    assert defence.tests
    for test in defence.tests:
        file, _, name = test.partition("::")
        content = (ROOT / file).read_text()
        assert file not in LIST_OF_ROUTES
        assert not name or f"def {name.partition('[')[0]}(" in content, test
