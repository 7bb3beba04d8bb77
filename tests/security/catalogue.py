"""Rules about PostgreSQL's catalogue: everything by which a tenant could reach another one.

Each rule is a query for its violations; exceptions that have been reviewed and allowed are in `reviewed`.
"""

from dataclasses import dataclass

import psycopg

from tests.security import catalogue_keys, catalogue_rights, catalogue_tables, reviewed

RULES = {**catalogue_tables.RULES, **catalogue_keys.RULES, **catalogue_rights.RULES}


@dataclass(frozen=True, order=True)
class Finding:
    """One violation of one rule."""

    rule: str
    subject: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"


def findings(connection: psycopg.Connection, *rules: str) -> set[Finding]:
    """Violations of these rules, or of all, without reviewed exceptions."""
    found = everything(connection, *rules)
    return {finding for finding in found if finding.subject not in reviewed.ALLOWED.get(finding.rule, ())}


def unneeded(connection: psycopg.Connection) -> set[Finding]:
    """Reviewed exceptions that no longer apply: they could hide a new violation."""
    allowed = {Finding(rule, subject) for rule, subjects in reviewed.ALLOWED.items() for subject in subjects}
    return allowed - everything(connection)


def everything(connection: psycopg.Connection, *rules: str) -> set[Finding]:
    """Violations of these rules, or of all, reviewed or not."""
    return {
        Finding(rule, " ".join(subject.split()))
        for rule in rules or RULES
        for (subject,) in connection.execute(RULES[rule].encode())
    }
