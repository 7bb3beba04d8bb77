"""The id of the request that the current work belongs to: from Caddy through web, outbox and job, or edge agent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-Id"
_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the current work; "" for work that no request asked for."""
    return _current.get()


def make() -> str:
    """A new id, in the form that Caddy's have."""
    return str(uuid4())


def accept(sent: object) -> str:
    """What was sent, if it is an id; else a new one, so that nothing else gets into logs and headers."""
    return sent if isinstance(sent, str) and _FORM.fullmatch(sent) else make()


@contextmanager
def entered(request_id: str) -> Iterator[None]:
    """Work inside belongs to this request. A thread that is started inside has to enter it again."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def enter(request_id: str) -> None:
    """From now on this thread works for this request."""
    _current.set(request_id)
