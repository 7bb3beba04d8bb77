"""A thread that renews the lease of a build while a long step runs, unless the work hangs."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy.exc import DBAPIError

from app import request_ids
from app.services.publishing.lease import Lease, LeaseLost
from app.tenancy import Scope, current_scope, entered

log = logging.getLogger("quillspace.publishing")

BEAT_SECONDS = 3.0
STALLED_SECONDS = 120.0
"""Work that makes no progress for this long is considered hung; rendering and the store time out well before."""

STOP_SECONDS = 5.0
"""How long to wait for the thread to stop; a heartbeat that the database still blocks by then is harmless."""


@contextmanager
def renewing(lease: Lease) -> Iterator[None]:
    """Renew the lease while the block runs, as long as the work makes progress."""
    done = threading.Event()
    work = (lease, done, current_scope(), request_ids.current())
    thread = threading.Thread(target=_renew, args=work, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(STOP_SECONDS)


def _renew(lease: Lease, done: threading.Event, scope: Scope, request_id: str) -> None:
    with entered(scope), request_ids.entered(request_id):
        while not done.wait(BEAT_SECONDS):
            if monotonic() - lease.progressed_at > STALLED_SECONDS:
                log.error(
                    "Build %s has made no progress for %d s; its lease is no longer renewed.",
                    lease.build_id,
                    STALLED_SECONDS,
                )
                return
            try:
                lease.extend()
            except LeaseLost:
                return
            except DBAPIError:
                log.warning("The lease of build %s could not be renewed.", lease.build_id)
