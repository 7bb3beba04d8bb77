"""Runs checks at the same time, each within a deadline, and leaves one finding for each cause."""

import threading
import time
from collections.abc import Sequence

from app.cli.doctor.finding import Check, Finding, Verdict, bad, skipped
from app.config import Config

DEADLINE = 12.0
"""Seconds after which a check that is still waiting for a service has failed."""


def run_checks(checks: Sequence[Check], config: Config, *, seconds: float = DEADLINE) -> list[Finding]:
    """Run all checks, and return their findings in order. Failures that only follow from others are skipped."""
    found: dict[str, Finding] = {}

    def run(check: Check) -> None:
        found[check.part] = examine(check, config)

    threads = [threading.Thread(target=run, args=(check,), daemon=True) for check in checks]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))
    findings: dict[str, Finding] = {}
    for check in checks:
        finding = found.get(check.part) or _late(check, seconds)
        findings[check.part] = _without_consequence(check, finding, findings)
    return list(findings.values())


def examine(check: Check, config: Config) -> Finding:
    """Run one check, turning an exception into a finding."""
    try:
        return check.run(config)
    except Exception as error:  # noqa: BLE001 - the remaining checks must still run
        lines = f"{error}".strip().splitlines() or [type(error).__name__]
        return bad(check.part, lines[-1], check.advice or "See the message above.")


def _late(check: Check, seconds: float) -> Finding:
    advice = (
        check.advice or "The service accepts connections but does not respond: restart it, and see its log."
    )
    return bad(check.part, f"no response within {seconds:g} s", advice)


def _without_consequence(check: Check, finding: Finding, before: dict[str, Finding]) -> Finding:
    if finding.verdict is not Verdict.BAD:
        return finding
    causes = (part for part in check.needs if part in before)
    cause = next((part for part in causes if before[part].verdict in {Verdict.BAD, Verdict.SKIPPED}), "")
    return skipped(check.part, cause) if cause else finding
