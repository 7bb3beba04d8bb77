"""Runs every check and prints what it found."""

import sys

import click

from app.cli.context import settings
from app.cli.doctor import database, edge, machine, queue
from app.cli.doctor.finding import Check, Finding, Verdict, bad
from app.config import Config

CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("python", "", machine.check_python),
    ("database", database.START, database.check_server),
    ("schema", database.START, database.check_schema),
    ("roles", database.START, database.check_roles),
    ("walls", database.START, database.check_walls),
    ("outbox", database.START, database.check_backlog),
    ("publications", database.START, database.check_parked),
    ("queue", queue.START, queue.check_server),
    ("workers", queue.START, queue.check_workers),
    ("web", "", machine.check_web),
    ("secret key", "", machine.check_secret),
    ("edge agent", "", edge.check_agent),
    ("caddy", "", edge.check_caddy),
    ("caddyfile", "", edge.check_caddyfile),
    ("object store", "", machine.check_object_store),
    ("disk", "", machine.check_disk),
    ("browser libraries", "", machine.check_vendor),
)
COLOURS = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.BAD: "red"}


@click.command()
def doctor() -> None:
    """Say what runs, where, and what is wrong; the exit code is 1 when something is."""
    config = settings()
    findings = [examine(part, advice, check, config) for part, advice, check in CHECKS]
    for finding in findings:
        click.echo(_line(finding))
    broken = sum(finding.verdict is Verdict.BAD for finding in findings)
    click.echo("All is well." if not broken else f"{broken} of {len(findings)} parts need you.")
    sys.exit(1 if broken else 0)


def examine(part: str, advice: str, check: Check, config: Config) -> Finding:
    """One check; a part that cannot be reached is a finding too, never a stack trace."""
    try:
        return check(config)
    except Exception as error:  # noqa: BLE001 - the doctor has to go on to the next part
        return bad(part, f"{error}".strip() or type(error).__name__, advice or "The message above says more.")


def _line(finding: Finding) -> str:
    mark = click.style(f"{finding.verdict:<5}", fg=COLOURS[finding.verdict])
    advice = f"\n      {'':<18}-> {finding.advice}" if finding.advice else ""
    return f"{mark} {finding.part:<18}{finding.says}{advice}"
