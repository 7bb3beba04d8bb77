"""Runs a complete QuillSpace, started as an operator would, and connects this process to its services."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import extensions
from app.config import load_config
from tests.running import RunningQuillSpace, start_quillspace


@contextmanager
def quillspace() -> Iterator[RunningQuillSpace]:
    """Run QuillSpace on free ports with a temporary home folder, which is removed at the end."""
    with start_quillspace() as running:
        connections = extensions.configure(load_config(running.environment), pool_size=2)
        try:
            yield running
        finally:
            connections.close()
