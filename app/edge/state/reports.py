"""Reports to the database: to authors, which sites this edge cannot bring up to date; to operators, a sign of life."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
DELETE_OTHERS = "DELETE FROM edge_reports WHERE edge_id = %s AND NOT site_id = ANY(%s)"
UPSERT = """
INSERT INTO edge_reports (tenant_id, site_id, edge_id, is_full) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, site_id, edge_id) DO UPDATE SET is_full = excluded.is_full, noted_at = now()
"""
SIGN_OF_LIFE = """
INSERT INTO edges (id, name, behind_since) VALUES (%(id)s, %(name)s, CASE WHEN %(is_behind)s THEN now() END)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, heard_at = now(),
    behind_since = CASE WHEN %(is_behind)s THEN coalesce(edges.behind_since, now()) END
"""


@dataclass(frozen=True)
class LayoutFailure:
    """The reason why a site's live build could not be laid out on this edge."""

    tenant_id: UUID
    is_full: bool

    @classmethod
    def from_error(cls, tenant_id: UUID, error: Exception) -> "LayoutFailure":
        """Classify an error: `is_full` if this edge's own disk is full."""
        return cls(tenant_id, isinstance(error, OSError) and error.errno in NO_ROOM)


class Reports:
    """Sends the reports of this edge. `file` stores the edge's id across restarts."""

    def __init__(self, file: Path) -> None:
        self._edge_id = _read_or_make_id(file)
        self._reported: dict[UUID, LayoutFailure] | None = None

    def reset(self) -> None:
        """Make the next report send everything again, as on a new connection."""
        self._reported = None

    def send(
        self, connection: psycopg.Connection, failures: Mapping[UUID, LayoutFailure], *, again: bool
    ) -> None:
        """Report failures if they have changed; with `again`, also renew those that persist."""
        now = dict(failures)
        if now == self._reported and not (now and again):
            return
        with connection.transaction():
            connection.execute(DELETE_OTHERS, [self._edge_id, list(now)])
            for site_id, failure in now.items():
                # The site may have been deleted before this edge received the change.
                with suppress(psycopg.errors.ForeignKeyViolation), connection.transaction():
                    connection.execute(UPSERT, [failure.tenant_id, site_id, self._edge_id, failure.is_full])
        self._reported = now

    def send_sign_of_life(self, connection: psycopg.Connection, *, is_behind: bool) -> None:
        """Tell operators that this edge follows the database, and whether it serves all live builds yet."""
        facts = {"id": self._edge_id, "name": os.uname().nodename, "is_behind": is_behind}
        # A database that is full, or not migrated yet, must not keep this edge from following it.
        with suppress(psycopg.Error):
            connection.execute(SIGN_OF_LIFE, facts)


def read_edge_id(file: Path) -> UUID | None:
    """Return the id of the edge whose file this is; None if it has none yet."""
    with suppress(OSError, ValueError):
        return UUID(file.read_text().strip())
    return None


def _read_or_make_id(file: Path) -> UUID:
    if found := read_edge_id(file):
        return found
    made = uuid4()
    with suppress(OSError):
        file.write_text(str(made))
    return made
