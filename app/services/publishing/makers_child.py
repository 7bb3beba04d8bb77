"""What a child that makes pages does: one batch after another, until its worker lets go of the pipe."""

import gc
import logging
import pickle
import signal
from multiprocessing.connection import Connection
from typing import Any

from app.adapters import shells
from app.components.environment import environment
from app.errors import DomainError
from app.services.publishing.making import ready
from app.services.publishing.pages import PageMaker

log = logging.getLogger("quillspace.publishing")


def serve(connection: Connection) -> None:
    """Answer each batch with (fault, answer): ("", pages), (what to tell the author, None), ("fault", a report)."""
    # The worker finishes its job before it ends, and a child ends with its worker.
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_IGN)
    environment.auto_reload = False  # A worker knows the library as it was when it started.
    # What lives on is there already, and pages leave few circles behind: look for them seldom.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    shells.warm()
    maker: PageMaker | None = None
    while True:
        try:
            frame, batch = connection.recv()
        except EOFError:
            break
        if frame is not None:
            maker = PageMaker(pickle.loads(frame))  # noqa: S301 - from our own worker, through a pipe
        assert maker is not None  # noqa: S101 - the first message brings a frame
        connection.send(_answer(maker, batch))
    shells.close()


def _answer(maker: PageMaker, batch: list[Any]) -> tuple[str, Any]:
    try:
        return "", ready(maker, batch)
    except DomainError as error:
        return str(error), None
    except Exception as error:
        log.exception("A batch of pages could not be made.")
        return "fault", repr(error)
