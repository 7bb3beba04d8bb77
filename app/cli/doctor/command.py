"""Runs all checks and prints the report."""

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
    ("tenant isolation", database.START, database.check_isolation),
    ("outbox", database.START, database.check_outbox),
    ("publications", database.START, database.check_publications),
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
    """Check all components of QuillSpace and report problems. The exit code is 1 if any check fails."""
    config = settings()
    findings = [examine(part, advice, check, config) for part, advice, check in CHECKS]
    for finding in findings:
        click.echo(_line(finding))
    broken = sum(finding.verdict is Verdict.BAD for finding in findings)
    click.echo("All checks passed." if not broken else f"{broken} of {len(findings)} checks failed.")
    sys.exit(1 if broken else 0)


def examine(part: str, advice: str, check: Check, config: Config) -> Finding:
    """Run one check, turning an exception into a finding."""
    try:
        return check(config)
    except Exception as error:  # noqa: BLE001 - the remaining checks must still run
        return bad(part, f"{error}".strip() or type(error).__name__, advice or "See the message above.")


def _line(finding: Finding) -> str:
    mark = click.style(f"{finding.verdict:<5}", fg=COLOURS[finding.verdict])
    advice = f"\n      {'':<18}-> {finding.advice}" if finding.advice else ""
    return f"{mark} {finding.part:<18}{finding.summary}{advice}"
