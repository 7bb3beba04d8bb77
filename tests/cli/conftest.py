"""Fixtures: the command line, run in this process."""

import pytest
from click.testing import CliRunner

from app.cli import main


@pytest.fixture
def quillspace(clean_database):
    """A function that runs a command against this test run's data services and returns the result."""

    def run(*arguments):
        environment = {"QUILLSPACE_HOME": str(clean_database.home), "QUILLSPACE_PORT": "1"}
        return CliRunner(env=environment).invoke(main, arguments)

    return run
