"""How every process writes its log: to stderr, each entry with its time, level and request id."""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO

from app import request_ids

FORMAT = "%(asctime)s %(levelname)s [%(request_id)s] %(message)s"
OURS = "quillspace"


class RequestIdFilter(logging.Filter):
    """Gives each record its `request_id`, "-" where no request asked for the work."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything pass."""
        record.request_id = request_ids.current() or "-"
        return True


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to what `sys.stderr` is at the moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(logging.Formatter(FORMAT))
        self.addFilter(RequestIdFilter())

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # a property in place of an attribute, as in logging itself
        """Where the next entry goes."""
        return sys.stderr


def configure(*, level: int = logging.INFO, servers: Iterable[str] = ()) -> None:
    """Write our own entries from `level` up, and warnings of libraries. Safe to repeat.

    `servers` names loggers with handlers of their own, whose entries are to look like ours.
    """
    root = logging.getLogger()
    if not any(isinstance(handler, StderrHandler) for handler in root.handlers):
        root.addHandler(StderrHandler())
    logging.getLogger(OURS).setLevel(level)
    for name in servers:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
