"""The output of commands that list something, as a table or as JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import click

Row = Mapping[str, object]
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


def write(rows: Sequence[Row], *, is_json: bool, none: str) -> None:
    """Print rows as JSON or as a table; if there are no rows, print the message `none` instead of a table."""
    if is_json:
        click.echo(json.dumps(rows, default=_plain, indent=2, ensure_ascii=False))
        return
    if not rows:
        click.echo(none)
        return
    names = list(rows[0])
    cells = [names, *([_word(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _word(value: object) -> str:
    match value:
        case None | False | "":
            return "-"
        case True:
            return "yes"
        case float():
            return f"{value:.1f}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            return str(value)


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(type(value).__name__)
