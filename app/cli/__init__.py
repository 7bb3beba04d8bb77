"""`quillspace`, the command-line interface for operators."""

from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS = {
    "up": "app.cli.up:up",
    "doctor": "app.cli.doctor:doctor",
    "migrate": "app.cli.migrate:migrate",
    "web": "app.cli.web:web",
    "worker": "app.cli.processes:worker",
    "relay": "app.cli.processes:relay",
    "edge": "app.cli.edge:edge",
    "database": "app.cli.database:database",
    "tenant": "app.cli.tenant:tenant",
    "parked": "app.cli.parked:parked",
    "site": "app.cli.site:site",
    "rollback": "app.cli.site:rollback",
}


class LazyGroup(click.Group):
    """A command group that imports only the requested command, to keep processes small."""

    def __init__(self, *args: object, commands_at: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of COMMANDS."""
        del ctx
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command with this name; None if there is none."""
        del ctx
        if cmd_name not in self.commands_at:
            return None
        module, _, name = self.commands_at[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quillspace")
def main() -> None:
    """Run and operate QuillSpace. It is configured through environment variables; the README lists them."""
