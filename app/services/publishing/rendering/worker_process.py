"""The main loop of a rendering process: one batch after another, until its parent closes the pipe."""

import gc
import logging
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from app import logs, request_ids
from app.adapters import shells
from app.components.files import preload_templates
from app.errors import DomainError
from app.services.publishing.rendering.page_batch import render_batch
from app.services.publishing.rendering.page_renderer import PageRenderer

BEGUN = "begun"

log = logging.getLogger("quillspace.publishing")


def serve(connection: Connection) -> None:
    """Reply to each batch with ("", pages), (message for the author, None), or ("bug", type of the exception).

    Before that, send (BEGUN, title) for each page, so that the parent knows which one takes too long.
    """
    # The parent finishes its job before it exits, and this process exits when its parent does.
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_IGN)
    logs.configure()
    preload_templates()
    # All long-lived objects exist by now, and rendering creates few reference cycles, so collect garbage rarely.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    shells.warm_shell_workers()
    # If the parent is killed, the pipe closes, perhaps in the middle of a batch, and nobody is left to report to.
    with suppress(EOFError, ConnectionError):
        for renderer, request_id, batch in _batches(connection):
            with request_ids.entered(request_id):
                connection.send(_reply(renderer, batch, lambda title: connection.send((BEGUN, title))))
    shells.close_shell_workers()


def _batches(connection: Connection) -> Iterator[tuple[PageRenderer, str, list[Any]]]:
    """Yield each batch with its build's renderer and its request id. A build's first batch comes with the frame.

    Raises EOFError or ConnectionError once the parent closes the pipe.
    """
    frame, request_id, batch = connection.recv()
    while True:
        renderer = PageRenderer(pickle.loads(frame))  # noqa: S301 - sent by the parent process through a pipe
        yield renderer, request_id, batch
        frame, request_id, batch = connection.recv()
        while frame is None:
            yield renderer, request_id, batch
            frame, request_id, batch = connection.recv()


def _reply(renderer: PageRenderer, batch: list[Any], begin: Callable[[str], None]) -> tuple[str, Any]:
    try:
        return "", render_batch(renderer, batch, begin=begin)
    except DomainError as error:
        return str(error), None
    except Exception as error:
        log.exception("A batch of pages could not be rendered.")
        return "bug", type(error).__name__
