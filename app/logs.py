"""Logging for every process: to stderr, with the time, level and request id of each entry."""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO

from app import request_ids

FORMAT = "%(asctime)s %(levelname)s [%(request_id)s] %(message)s"
OURS = "quillspace"


class RequestIdFilter(logging.Filter):
    """Sets `request_id` on each record; "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set the request id and keep the record."""
        record.request_id = request_ids.current() or "-"
        return True


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to the current `sys.stderr`, even after it has been replaced."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(logging.Formatter(FORMAT))
        self.addFilter(RequestIdFilter())

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # a property in place of an attribute, as in logging itself
        """The stream for the next entry."""
        return sys.stderr


def configure(*, level: int = logging.INFO, servers: Iterable[str] = ()) -> None:
    """Log our own entries at `level` and above, and warnings from libraries. This is idempotent.

    `servers` names loggers with handlers of their own, which are replaced with ours.
    """
    root = logging.getLogger()
    if not any(isinstance(handler, StderrHandler) for handler in root.handlers):
        root.addHandler(StderrHandler())
    logging.getLogger(OURS).setLevel(level)
    for name in servers:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
