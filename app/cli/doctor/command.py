"""Runs all checks and prints the report."""

import json
import logging
import sys
from collections.abc import Sequence

import click

from app import extensions, logs
from app.cli.doctor.checks import checks_for
from app.cli.doctor.finding import Check, Finding, Verdict, bad
from app.cli.doctor.running import run_checks
from app.config import load_config

COLOURS = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.BAD: "red", Verdict.SKIPPED: "bright_black"}
WORDS = {Verdict.GOOD: "ok", Verdict.NOTE: "note", Verdict.BAD: "bad", Verdict.SKIPPED: "skipped"}
"""The verdicts in `--json`."""


@click.command()
@click.option("--json", "is_json", is_flag=True, help="Print the report as JSON, for programs.")
def doctor(*, is_json: bool) -> None:
    """Check all components of QuillSpace and report problems. The exit code is 1 if any check fails."""
    _silence_logs()
    findings = _examine()
    broken = sum(finding.verdict is Verdict.BAD for finding in findings)
    if is_json:
        click.echo(json.dumps(_report(findings), indent=2))
    else:
        for finding in findings:
            click.echo(_line(finding))
        click.echo("All checks passed." if not broken else f"{broken} of {len(findings)} checks failed.")
    sys.exit(1 if broken else 0)


def _silence_logs() -> None:
    """Silence logging while the command runs, because the report says what is wrong."""
    logs.configure()
    logging.disable(logging.CRITICAL)
    click.get_current_context().call_on_close(lambda: logging.disable(logging.NOTSET))


def _examine() -> list[Finding]:
    try:
        config = load_config()
    except ValueError as error:
        return [bad("settings", str(error), "Correct this setting; nothing else can be checked until then.")]
    extensions.configure(config, pool_size=2)
    return run_checks(checks_for(config), config)


def _report(findings: Sequence[Finding]) -> dict[str, object]:
    return {
        "healthy": all(finding.verdict is not Verdict.BAD for finding in findings),
        "checks": [
            {
                "id": Check.id_of(finding.part),
                "status": WORDS[finding.verdict],
                "summary": finding.summary,
                "advice": finding.advice,
            }
            for finding in findings
        ],
    }


def _line(finding: Finding) -> str:
    mark = click.style(f"{finding.verdict:<5}", fg=COLOURS[finding.verdict])
    advice = f"\n      {'':<18}-> {finding.advice}" if finding.advice else ""
    return f"{mark} {finding.part:<18}{finding.summary}{advice}"
