"""Tells the database which sites this edge can't show as they are, so that their authors hear of it."""

import errno
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
FORGET = "DELETE FROM edge_reports WHERE edge_id = %s AND NOT site_id = ANY(%s)"
NOTE = """
INSERT INTO edge_reports (tenant_id, site_id, edge_id, is_full) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, site_id, edge_id) DO UPDATE SET is_full = excluded.is_full, noted_at = now()
"""


@dataclass(frozen=True)
class Trouble:
    """Why a site's live build is not shown here yet."""

    tenant_id: UUID
    is_full: bool

    @classmethod
    def of(cls, tenant_id: UUID, error: Exception) -> "Trouble":
        """What this error means: whether this edge's own disk has no room left."""
        return cls(tenant_id, isinstance(error, OSError) and error.errno in NO_ROOM)


class Reports:
    """What this edge has said. `file` keeps the edge's name, which another start goes on with."""

    def __init__(self, file: Path) -> None:
        self._edge_id = _kept(file)
        self._said: dict[UUID, Trouble] | None = None

    def forget(self) -> None:
        """A new connection says everything again."""
        self._said = None

    def tell(self, connection: psycopg.Connection, troubles: Mapping[UUID, Trouble], *, again: bool) -> None:
        """Say what changed; with `again`, that what is not over lasts on."""
        now = dict(troubles)
        if now == self._said and not (now and again):
            return
        with connection.transaction():
            connection.execute(FORGET, [self._edge_id, list(now)])
            for site_id, trouble in now.items():
                # A site may be deleted before this edge hears of it: then nobody has to be told.
                with suppress(psycopg.errors.ForeignKeyViolation), connection.transaction():
                    connection.execute(NOTE, [trouble.tenant_id, site_id, self._edge_id, trouble.is_full])
        self._said = now


def _kept(file: Path) -> UUID:
    with suppress(OSError, ValueError):
        return UUID(file.read_text().strip())
    made = uuid4()
    with suppress(OSError):
        file.write_text(str(made))
    return made
