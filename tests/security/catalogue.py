"""The gate before a table: everything in PostgreSQL's catalogue by which a tenant could reach another.

Each rule is a query that gives what breaks it; what people looked at and allowed is in `reviewed`.
"""

from dataclasses import dataclass

import psycopg

from tests.security import catalogue_keys, catalogue_rights, catalogue_tables, reviewed

RULES = {**catalogue_tables.RULES, **catalogue_keys.RULES, **catalogue_rights.RULES}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that breaks one rule."""

    rule: str
    subject: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"


def findings(connection: psycopg.Connection, *rules: str) -> set[Finding]:
    """Everything that breaks a rule, or one of these, and that nobody has reviewed."""
    found = everything(connection, *rules)
    return {finding for finding in found if finding.subject not in reviewed.ALLOWED.get(finding.rule, ())}


def unneeded(connection: psycopg.Connection) -> set[Finding]:
    """Exceptions that nothing makes use of any more: they would let something new through."""
    kept = {Finding(rule, subject) for rule, subjects in reviewed.ALLOWED.items() for subject in subjects}
    return kept - everything(connection)


def everything(connection: psycopg.Connection, *rules: str) -> set[Finding]:
    """Everything that breaks a rule, or one of these, reviewed or not."""
    return {
        Finding(rule, " ".join(subject.split()))
        for rule in rules or RULES
        for (subject,) in connection.execute(RULES[rule].encode())
    }
