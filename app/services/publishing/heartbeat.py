"""Holding on to a build beside the work on it, however long one step takes; but not for a worker that hangs."""

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
STILL_SECONDS = 120.0
"""Work that has not moved for so long hangs: pages and a store that do not answer are given up before that."""

STOP_SECONDS = 5.0
"""A beat that a database holds up is left behind: it changes nothing once the build is over."""


@contextmanager
def held(lease: Lease) -> Iterator[None]:
    """Meanwhile the lease is renewed, as long as the work on the build moves."""
    over = threading.Event()
    work = (lease, over, current_scope(), request_ids.current())
    beats = threading.Thread(target=_beat, args=work, name="heartbeat", daemon=True)
    beats.start()
    try:
        yield
    finally:
        over.set()
        beats.join(STOP_SECONDS)


def _beat(lease: Lease, over: threading.Event, scope: Scope, request_id: str) -> None:
    with entered(scope), request_ids.entered(request_id):
        while not over.wait(BEAT_SECONDS):
            if monotonic() - lease.moved > STILL_SECONDS:
                log.error("Build %s has not moved for %d s: let go of it.", lease.build_id, STILL_SECONDS)
                return
            try:
                lease.hold()
            except LeaseLost:
                return
            except DBAPIError:
                log.warning("The lease of build %s could not be renewed.", lease.build_id)
