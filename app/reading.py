"""The one transaction of a request that only reads."""

import logging
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

logger = logging.getLogger(__name__)
Entered = TypeVar("Entered")


class Reading(Generic[Entered]):
    """Begun by who needs it first, held read-only by the database, and ended before anybody waits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self.entered: Entered | None = None
        """What the database was told last in this transaction about whose rows it shows."""

    def connection(self) -> Connection:
        """The connection in its transaction; in another one after an error inside rolled the last one back."""
        if self._connection is not None and not self._connection.in_transaction():
            self.end()
        if self._connection is None:
            # The driver says so with BEGIN, which costs nothing more.
            self._connection = self._engine.connect().execution_options(postgresql_readonly=True)
            self._connection.begin()
            self.entered = None
        return self._connection

    def end(self) -> None:
        """Give the connection back. Nothing was written, so nothing can be lost by it."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            # A rollback would make the driver forget the statements that this connection has prepared.
            if connection.in_transaction():
                connection.commit()
            connection.close()
        except DBAPIError:
            logger.warning("The database went away after it had answered.", exc_info=True)
            connection.close()
