"""The command line, run in this process."""

import pytest
from click.testing import CliRunner

from app.cli import main


@pytest.fixture
def quillspace(clean_database):
    """Run a command on the QuillSpace of this test run; returns its result."""

    def run(*arguments):
        environment = {"QUILLSPACE_HOME": str(clean_database.home), "QUILLSPACE_PORT": "1"}
        return CliRunner(env=environment).invoke(main, arguments)

    return run
