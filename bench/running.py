"""A whole QuillSpace, started as an operator starts it, with this process connected to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import extensions
from app.config import load_config
from tests.running import RunningQuillSpace, start_quillspace


@contextmanager
def quillspace() -> Iterator[RunningQuillSpace]:
    """Start it on ports of its own in a new home; it is stopped at the end and its home is removed."""
    with start_quillspace() as running:
        kept = extensions.configure(load_config(running.environment), pool_size=2)
        try:
            yield running
        finally:
            kept.close()
