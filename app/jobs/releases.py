"""Releases whose time has come: each becomes a build, which the outbox hands to the queue like any other."""

import logging
from datetime import UTC, datetime

from sqlalchemy.exc import OperationalError

from app.services import releases
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.relay")


def turn_due(now: datetime | None = None) -> None:
    """Begin and end what is due, also what fell due while nobody was there."""
    moment = now or datetime.now(UTC)
    for due in releases.list_due(moment):
        try:
            with tenant_scope(due.tenant_id):
                releases.turn(due.id, moment)
        except OperationalError:
            # The database went away: the relay waits for it, and looks again.
            raise
        except Exception:
            log.exception("Release %s could not begin or end.", due.id)
