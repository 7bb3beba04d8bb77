"""Statements as the app's own role, and what became of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

REFUSED = "42501"
"""SQLSTATE of a right that is missing and of a row that a policy does not allow."""


@dataclass(frozen=True)
class Outcome:
    """What the database answered: how many rows and which, or why not."""

    count: int = 0
    rows: tuple[tuple[Any, ...], ...] = ()
    state: str = ""
    words: str = ""

    @property
    def has_no_effect(self) -> bool:
        """Whether nothing was read or written."""
        return self.count == 0

    @property
    def is_refused(self) -> bool:
        """Whether a right was missing or a policy stood against it."""
        return self.state == REFUSED


@dataclass(frozen=True)
class AppRole:
    """One connection; each attempt is a transaction that is rolled back."""

    connection: psycopg.Connection

    def attempt(
        self,
        statement: str | sql.Composed,
        parameters: Any = None,
        *,
        tenant: UUID | None = None,
        user: UUID | None = None,
    ) -> Outcome:
        """What this statement does with this tenant and person set, or with none."""
        try:
            with self.transaction(tenant=tenant, user=user):
                done = self.connection.execute(statement, parameters)
                rows = tuple(done.fetchall()) if done.description else ()
                outcome = Outcome(count=done.rowcount, rows=rows)
                raise psycopg.Rollback
        except psycopg.Error as error:
            return Outcome(state=error.sqlstate or "", words=str(error))
        return outcome

    @contextmanager
    def transaction(self, *, tenant: UUID | None = None, user: UUID | None = None) -> Iterator[None]:
        """A transaction with these settings, or without any."""
        with self.connection.transaction():
            for name, value in (("rls.tenant_id", tenant), ("rls.user_id", user)):
                if value is not None:
                    self.connection.execute("SELECT set_config(%s, %s, true)", (name, str(value)))
            yield
