"""`quillspace parked`: list work that was given up, and send it again."""

import click
from sqlalchemy.exc import OperationalError

from app.cli.context import settings
from app.cli.output import as_json, write
from app.errors import DomainError
from app.services import parked_work
from app.services.parked_work import ParkedWork, WorkKind

KINDS = click.Choice([str(kind) for kind in WorkKind])


@click.group()
def parked() -> None:
    """Show work that was given up after its tries, and send it again."""


@parked.command("list")
@click.option("--kind", type=KINDS, help="Only work of this kind.")
@as_json
def list_(*, kind: str | None, is_json: bool) -> None:
    """List parked work, the longest parked first."""
    settings()
    try:
        listed = parked_work.list_parked()
    except OperationalError as error:
        raise _database_is_away() from error
    rows = [_row(work) for work in listed if kind in {None, str(work.kind)}]
    write(rows, is_json=is_json, none="No work is parked.")


@parked.command("send-again")
@click.argument("work_id", metavar="[ID]", default="")
@click.option("--kind", type=KINDS, help="All parked work of this kind.")
@click.option("--all", "is_all", is_flag=True, help="All parked work.")
def send_again(*, work_id: str, kind: str | None, is_all: bool) -> None:
    """Send parked work again: one piece by its ID, all of a kind, or all."""
    if sum((bool(work_id), kind is not None, is_all)) != 1:
        raise click.UsageError("Give exactly one of an ID, --kind and --all.")
    settings()
    try:
        sent = parked_work.send_again(work_id=work_id, kind=WorkKind(kind) if kind else None)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise _database_is_away() from error
    click.echo(f"Sent again: {sent}.")


def _row(work: ParkedWork) -> dict[str, object]:
    return {
        "id": work.id,
        "kind": str(work.kind),
        "tenant": work.tenant_id,
        "since": work.since,
        "tries": work.tries,
        "error": work.error,
    }


def _database_is_away() -> click.ClickException:
    return click.ClickException("The database does not respond. Run `quillspace doctor` for details.")
