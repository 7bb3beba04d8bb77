"""Attempts to execute statements with the app's own role, and their outcomes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

REFUSED = "42501"
"""The SQLSTATE for a missing privilege, and for a row that violates a policy."""


@dataclass(frozen=True)
class Outcome:
    """The result of a statement: the rows and their number, or the error's SQLSTATE and message."""

    count: int = 0
    rows: tuple[tuple[Any, ...], ...] = ()
    state: str = ""
    message: str = ""

    @property
    def has_no_effect(self) -> bool:
        """True if nothing was read or written."""
        return self.count == 0

    @property
    def is_refused(self) -> bool:
        """True if a privilege was missing or a policy was violated."""
        return self.state == REFUSED


@dataclass(frozen=True)
class AppRole:
    """A connection with the app's role, on which each attempt is a transaction that is rolled back."""

    connection: psycopg.Connection

    def attempt(
        self,
        statement: str | sql.Composed,
        parameters: Any = None,
        *,
        tenant: UUID | None = None,
        user: UUID | None = None,
    ) -> Outcome:
        """Execute a statement with these settings, if any, and roll it back."""
        try:
            with self.transaction(tenant=tenant, user=user):
                done = self.connection.execute(statement, parameters)
                rows = tuple(done.fetchall()) if done.description else ()
                outcome = Outcome(count=done.rowcount, rows=rows)
                raise psycopg.Rollback
        except psycopg.Error as error:
            return Outcome(state=error.sqlstate or "", message=str(error))
        return outcome

    @contextmanager
    def transaction(self, *, tenant: UUID | None = None, user: UUID | None = None) -> Iterator[None]:
        """Run the block in a transaction with these settings, if any."""
        with self.connection.transaction():
            for name, value in (("rls.tenant_id", tenant), ("rls.user_id", user)):
                if value is not None:
                    self.connection.execute("SELECT set_config(%s, %s, true)", (name, str(value)))
            yield
