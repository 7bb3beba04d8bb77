"""A whole QuillSpace, started as an operator starts it, with this process connected to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import extensions
from app.config import load_config
from tests.running import RunningQuillSpace, start_quillspace


@contextmanager
def quillspace() -> Iterator[RunningQuillSpace]:
    """Run it on free ports in a temporary home, which is removed at the end."""
    with start_quillspace() as running:
        connections = extensions.configure(load_config(running.environment), pool_size=2)
        try:
            yield running
        finally:
            connections.close()
