"""Rules about PostgreSQL's catalogue: everything through which one tenant could reach another.

Each rule is a query for its violations. Exceptions that were reviewed and allowed are listed in `reviewed`.
"""

from dataclasses import dataclass

import psycopg

from tests.security import catalogue_keys, catalogue_rights, catalogue_tables, reviewed

RULES = {**catalogue_tables.RULES, **catalogue_keys.RULES, **catalogue_rights.RULES}


@dataclass(frozen=True, order=True)
class Finding:
    """A violation of a rule."""

    rule: str
    subject: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"


def findings(connection: psycopg.Connection, *rules: str) -> set[Finding]:
    """Return the violations of these rules, or of all rules, except reviewed ones."""
    found = everything(connection, *rules)
    return {finding for finding in found if finding.subject not in reviewed.ALLOWED.get(finding.rule, ())}


def unneeded(connection: psycopg.Connection) -> set[Finding]:
    """Return the reviewed exceptions that no longer apply, because they could hide a new violation."""
    allowed = {Finding(rule, subject) for rule, subjects in reviewed.ALLOWED.items() for subject in subjects}
    return allowed - everything(connection)


def everything(connection: psycopg.Connection, *rules: str) -> set[Finding]:
    """Return the violations of these rules, or of all rules, whether reviewed or not."""
    return {
        Finding(rule, " ".join(subject.split()))
        for rule in rules or RULES
        for (subject,) in connection.execute(RULES[rule].encode())
    }
