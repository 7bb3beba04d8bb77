"""The id of the current request, passed from Caddy to the web app, the outbox and jobs, and to the edge agent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-Id"
_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Return the current request id; "" outside a request."""
    return _current.get()


def make() -> str:
    """Generate an id in the format that Caddy uses."""
    return str(uuid4())


def accept(sent: object) -> str:
    """Return the id that was sent if it is valid, otherwise a new one: no other text may reach logs or headers."""
    return sent if isinstance(sent, str) and _FORM.fullmatch(sent) else make()


@contextmanager
def entered(request_id: str) -> Iterator[None]:
    """Set the request id within the block. Threads started in the block do not inherit it."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def enter(request_id: str) -> None:
    """Set the request id of the current thread."""
    _current.set(request_id)
