"""Beginning, ending and monitoring releases that are due."""

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


def begin_or_end_due(now: datetime | None = None) -> None:
    """Begin and end due releases, including those that fell due during downtime."""
    moment = now or datetime.now(UTC)
    _each(
        releases.list_due(moment),
        lambda release_id: releases.begin_or_end(release_id, moment),
        "begin or end",
    )


def watch(now: datetime | None = None) -> None:
    """Check whether the beginnings and ends of releases have gone live, and retry failures."""
    moment = now or datetime.now(UTC)
    _each(releases.list_watched(), lambda release_id: releases.watch(release_id, moment), "be checked")


def _each(found: Iterable[Due], act: Callable[[UUID], None], what: str) -> None:
    for due in found:
        try:
            with tenant_scope(due.tenant_id):
                act(due.id)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                # The database is unavailable: the relay waits for it and retries.
                raise
            log.warning("Release %s is waiting for a lock on its site.", due.id)
        except Exception:
            log.exception("Release %s could not %s.", due.id, what)
