"""Logging for every process: to stderr, with the time, level and request id of each entry.

The messages of exceptions contain what people wrote: a page's text, an address, a password. So entries contain the
type of an exception and where it was raised, and its message only if our code or the operating system wrote it.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any, TextIO

import psycopg
import redis

from app import request_ids

FORMAT = "%(asctime)s %(levelname)s [%(request_id)s] %(message)s"
OURS = "quillspace"


HIDDEN = "(its message may contain what somebody wrote, and is not logged)"
HARMLESS = (
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    NotImplementedError,
    OSError,
    RecursionError,
    redis.ConnectionError,
    redis.TimeoutError,
)
"""Exceptions whose messages name only code, files and servers. Our own may declare `is_loggable = True`."""
OF_THE_SYSTEM = {"builtins", "socket", "ssl"}
"""Libraries derive exceptions from OSError whose messages contain addresses of people and of pages."""


def describe(error: BaseException) -> str:
    """Return the type of an exception, and as much of its message as cannot contain anybody's words."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    original = getattr(error, "orig", None)
    if isinstance(original, BaseException):
        return f"{kind}: {describe(original)}"
    if getattr(error, "is_loggable", False):
        return f"{kind}: {error}"
    if isinstance(error, psycopg.Error):
        return f"{kind}: {_describe_database_error(error)}"
    is_of_system = not isinstance(error, OSError) or type(error).__module__ in OF_THE_SYSTEM
    if isinstance(error, HARMLESS) and is_of_system:
        return f"{kind}: {error}"
    return f"{kind} {HIDDEN}"


def _describe_database_error(error: psycopg.Error) -> str:
    """Return names of the schema, or the whole message of an error in connecting, which no statement caused."""
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return str(error).strip()
    facts = {
        "SQLSTATE": error.sqlstate,
        "table": error.diag.table_name,
        "column": error.diag.column_name,
        "constraint": error.diag.constraint_name,
    }
    return ", ".join(f"{name} {value}" for name, value in facts.items() if value) or HIDDEN


def format_traceback(error: BaseException | None) -> str:
    """Format an exception with those that caused it, as Python does, but with `describe` for the messages."""
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = "".join(traceback.format_tb(error.__traceback__))
        inner = "".join(f"\n  with {describe(each)}" for each in getattr(error, "exceptions", ()))
        parts.append(f"Traceback (most recent call last):\n{frames}{describe(error)}{inner}")
        is_cause = error.__cause__ is not None
        error = error.__cause__ if is_cause or error.__suppress_context__ else error.__context__
    return "\n\nwhich led to:\n\n".join(reversed(parts))


class SafeFormatter(logging.Formatter):
    """Formats entries without the messages of exceptions, which may contain somebody's words."""

    def format(self, record: logging.LogRecord) -> str:
        """Format an entry; exceptions among its arguments are described."""
        if isinstance(record.args, tuple) and any(isinstance(each, BaseException) for each in record.args):
            record = logging.makeLogRecord(record.__dict__)
            record.args = tuple(describe(e) if isinstance(e, BaseException) else e for e in record.args or ())
        record.exc_text = None
        # Lone surrogates cannot be written to a file.
        return super().format(record).encode(errors="backslashreplace").decode()

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name in `logging`
        """Format the exception of an entry."""
        return format_traceback(ei[1])


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
        self.setFormatter(SafeFormatter(FORMAT))
        self.addFilter(RequestIdFilter())

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # a property in place of an attribute, as in logging itself
        """The stream for the next entry."""
        return sys.stderr


def configure(*, level: int = logging.INFO, servers: Iterable[str] = ()) -> None:
    """Log our own entries at `level` and above, and warnings from libraries. This is idempotent.

    `servers` names loggers with handlers of their own, which are replaced with ours.
    """
    _catch_everything()
    root = logging.getLogger()
    if not any(isinstance(handler, StderrHandler) for handler in root.handlers):
        root.addHandler(StderrHandler())
    logging.getLogger(OURS).setLevel(level)
    for name in servers:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True


def _catch_everything() -> None:
    """Log exceptions that nothing handles in the same way, unless somebody else handles them."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _log_unhandled
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda unhandled: _log_unhandled(
            unhandled.exc_type, unhandled.exc_value, unhandled.exc_traceback
        )


def _log_unhandled(
    kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        logging.getLogger(OURS).critical("An exception was not handled.", exc_info=error)
