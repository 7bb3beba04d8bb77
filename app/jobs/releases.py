"""Releases whose time has come: each becomes a build, which the outbox hands to the queue like any other."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from app.services import releases
from app.services.releases import Due
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.relay")


def turn_due(now: datetime | None = None) -> None:
    """Begin and end what is due, also what fell due while nobody was there."""
    moment = now or datetime.now(UTC)
    _each(
        releases.list_due(moment),
        lambda release_id: releases.begin_or_end(release_id, moment),
        "begin or end",
    )


def watch(now: datetime | None = None) -> None:
    """See that what began or ended reached its readers, and have it tried again where it did not."""
    moment = now or datetime.now(UTC)
    _each(releases.list_watched(), lambda release_id: releases.watch(release_id, moment), "be looked after")


def _each(found: Iterable[Due], act: Callable[[UUID], None], what: str) -> None:
    for due in found:
        try:
            with tenant_scope(due.tenant_id):
                act(due.id)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                # The database went away: the relay waits for it, and looks again.
                raise
            log.warning("Release %s waits for somebody who holds its site.", due.id)
        except Exception:
            log.exception("Release %s could not %s.", due.id, what)
