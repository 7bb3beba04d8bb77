"""Help texts and error messages of the command line."""

import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, main


def test_help_lists_every_command():
    text = CliRunner().invoke(main, ["--help"]).output
    assert [name for name in COMMANDS if f"  {name} " not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help_text(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert f"Usage: quillspace {name}" in result.output or f"Usage: main {name}" in result.output


def test_an_unknown_command_is_rejected():
    assert CliRunner().invoke(main, ["deploy"]).exit_code == 2


def test_an_invalid_setting_is_reported_in_one_line():
    result = CliRunner(env={"QUILLSPACE_PORT": "eighty"}).invoke(main, ["migrate"])
    assert result.exit_code == 1
    assert (
        result.output == "Error: QUILLSPACE_PORT is 'eighty'; it must be a port number between 1 and 65534.\n"
    )


def test_an_unknown_queue_is_rejected():
    result = CliRunner().invoke(main, ["worker", "--queues", "mail,letters"])
    assert result.exit_code == 2
    assert "There is no queue letters." in result.output
