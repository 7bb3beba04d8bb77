"""What a child that makes pages does: one batch after another, until its worker lets go of the pipe."""

import gc
import logging
import pickle
import signal
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from app.adapters import shells
from app.components.files import preload_templates
from app.errors import DomainError
from app.services.publishing.rendering.page_batch import render_batch
from app.services.publishing.rendering.page_renderer import PageMaker

log = logging.getLogger("quillspace.publishing")


def serve(connection: Connection) -> None:
    """Answer each batch with (fault, answer): ("", pages), (what to tell the author, None), ("fault", a report)."""
    # The worker finishes its job before it ends, and a child ends with its worker.
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_IGN)
    preload_templates()
    # What lives on is there already, and pages leave few circles behind: look for them seldom.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    shells.warm_shell_workers()
    # A worker that is killed lets go in the middle of a batch, and nobody is left to hear of it.
    with suppress(EOFError, ConnectionError):
        for maker, batch in _batches(connection):
            connection.send(_answer(maker, batch))
    shells.close_shell_workers()


def _batches(connection: Connection) -> Iterator[tuple[PageMaker, list[Any]]]:
    """Each batch with the maker of its build, whose frame comes with the first of them.

    Raises EOFError or ConnectionError once the worker lets go.
    """
    frame, batch = connection.recv()
    while True:
        maker = PageMaker(pickle.loads(frame))  # noqa: S301 - from our own worker, through a pipe
        yield maker, batch
        frame, batch = connection.recv()
        while frame is None:
            yield maker, batch
            frame, batch = connection.recv()


def _answer(maker: PageMaker, batch: list[Any]) -> tuple[str, Any]:
    try:
        return "", render_batch(maker, batch)
    except DomainError as error:
        return str(error), None
    except Exception as error:
        log.exception("A batch of pages could not be made.")
        return "fault", repr(error)
