"""`quillspace`, the command line for operators."""

from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS = {
    "up": "app.cli.up:up",
    "doctor": "app.cli.doctor:doctor",
    "migrate": "app.cli.migrate:migrate",
    "worker": "app.cli.processes:worker",
    "relay": "app.cli.processes:relay",
    "edge": "app.cli.edge:edge",
    "database": "app.cli.database:database",
    "tenant": "app.cli.tenant:tenant",
    "site": "app.cli.site:site",
    "rollback": "app.cli.site:rollback",
}


class LazyGroup(click.Group):
    """Loads only the command that was asked for: each process carries no more than it needs."""

    def __init__(self, *args: object, commands_at: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        del ctx
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, loaded now."""
        del ctx
        if cmd_name not in self.commands_at:
            return None
        module, _, name = self.commands_at[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quillspace")
def main() -> None:
    """Run and look after QuillSpace. Settings come from the environment; the README lists them."""
