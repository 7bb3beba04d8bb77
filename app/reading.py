"""A single read-only transaction, shared by all reads in a request."""

import logging
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

logger = logging.getLogger(__name__)
Entered = TypeVar("Entered")


class Reading(Generic[Entered]):
    """A read-only transaction that starts on first use and ends before slow work such as rendering."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self.entered: Entered | None = None
        """The scope last set in this transaction for row-level security."""

    def connection(self) -> Connection:
        """Return a connection with an open transaction; begin a new one if an error rolled back the previous one."""
        if self._connection is not None and not self._connection.in_transaction():
            self.end()
        if self._connection is None:
            # The driver sets this as part of BEGIN, without another round trip.
            self._connection = self._engine.connect().execution_options(postgresql_readonly=True)
            self._connection.begin()
            self.entered = None
        return self._connection

    def end(self) -> None:
        """End the transaction and release the connection. Nothing was written, so errors are only logged."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            # Commit, because a rollback would discard the connection's prepared statements.
            if connection.in_transaction():
                connection.commit()
            connection.close()
        except DBAPIError:
            logger.warning("Could not close a read-only transaction; the connection was lost.", exc_info=True)
            connection.close()
