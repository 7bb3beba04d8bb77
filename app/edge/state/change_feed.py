"""Reads hosts and live builds from PostgreSQL, and follows what changes; the only part that needs it.

A notification is a hint to look. What was seen is a transaction number below which every transaction
is over, so that one that commits late is not skipped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from app.delivery.redirects import Rules, rules_of
from app.delivery.site_passwords import SiteLocks, locks_by_site
from app.edge.state.previews import PreviewLink
from app.edge.state.snapshot import Host, Live

CONNECT_SECONDS = 3
STATEMENT_MILLISECONDS = 10_000

HOSTS = """
SELECT hostname, tenant_id, site_id, redirects_to FROM hosts WHERE state = 'active'
"""
# A preview is shown like a site of its own, with the preview's id: without passwords, without redirects.
PREVIEW_HOSTS = """
SELECT hostname, tenant_id, id, digest, path, extract(epoch FROM expires_at)::float
FROM previews WHERE ready_at IS NOT NULL AND revoked_at IS NULL AND expires_at > now()
"""
PREVIEWS = """
SELECT id, tenant_id, build_id
FROM previews WHERE ready_at IS NOT NULL AND revoked_at IS NULL AND expires_at > now()
"""
LIVE = """
SELECT id, tenant_id, live_build_id FROM sites WHERE live_build_id IS NOT NULL
"""
REDIRECTS = """
SELECT site_id, from_path, kind, to_page::text, target FROM site_redirects
"""
LEFT = """
SELECT site_id, path, page_id::text FROM page_addresses
"""
LOCKS = """
SELECT site_id, language, site_locks.id::text, page_id::text, key
FROM site_locks JOIN sites ON sites.tenant_id = site_locks.tenant_id AND sites.id = site_id
"""
OF_SITES = " WHERE site_id = ANY(%(sites)s)"
OF_IDS = " AND id = ANY(%(sites)s)"
NEWEST_FIRST = " ORDER BY left_seq DESC, path"
HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
EVENTS = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, edge_events.id, site_id, hostname
FROM (SELECT) AS always LEFT JOIN edge_events ON txid >= %s::text::xid8 ORDER BY edge_events.id
"""


@dataclass(frozen=True)
class Facts:
    """Hosts and live builds as the database has them at one moment."""

    hosts: list[Host]
    live: dict[UUID, Live]
    rules: dict[UUID, Rules] = field(default_factory=dict)
    locks: dict[UUID, SiteLocks] = field(default_factory=dict)


@dataclass
class Changes:
    """What something was said about since the last look."""

    sites: set[UUID] = field(default_factory=set)
    hostnames: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.sites or self.hostnames)


@dataclass
class ChangeFeed:
    """One connection that follows `edge_events`."""

    connection: psycopg.Connection
    _cursor: str = "0"
    _seen: set[int] = field(default_factory=set)

    @classmethod
    @contextmanager
    def follow(cls, dsn: str) -> Iterator["ChangeFeed"]:
        """Connect and listen. Raises psycopg.OperationalError when the database is away."""
        with psycopg.connect(
            dsn,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            options=f"-c statement_timeout={STATEMENT_MILLISECONDS}",
            application_name="quillspace edge",
            tcp_user_timeout=5000,
        ) as connection:
            connection.execute("LISTEN edge_events")
            yield cls(connection)

    def everything(self) -> Facts:
        """All active hosts and live builds; what is committed after this comes with `changes`."""
        with self._one_moment():
            row = self.connection.execute(HORIZON).fetchone()
            facts = self._facts(HOSTS, PREVIEW_HOSTS, [LIVE, PREVIEWS], REDIRECTS, LEFT + NEWEST_FIRST, LOCKS)
        self._cursor, self._seen = row[0] if row else "0", set()
        return facts

    def changes(self) -> Changes:
        """What changed since the last call or since `everything`."""
        rows = self.connection.execute(EVENTS, [self._cursor]).fetchall()
        fresh = [row for row in rows if row[1] is not None and row[1] not in self._seen]
        self._cursor = rows[0][0]
        # Events at or above the horizon come again next time; those below never do.
        self._seen = {row[1] for row in rows if row[1] is not None}
        return Changes(
            sites={row[2] for row in fresh if row[2]}, hostnames={row[3] for row in fresh if row[3]}
        )

    def about(self, changes: Changes) -> Facts:
        """How things are now with the sites and names that changed."""
        with self._one_moment():
            return self._facts(
                HOSTS + " AND (site_id = ANY(%(sites)s) OR hostname = ANY(%(names)s))",
                PREVIEW_HOSTS + OF_IDS,
                [LIVE + OF_IDS, PREVIEWS + OF_IDS],
                REDIRECTS + OF_SITES,
                LEFT + OF_SITES + NEWEST_FIRST,
                LOCKS + OF_SITES,
                sites=list(changes.sites),
                names=list(changes.hostnames),
            )

    def wait(self, seconds: float) -> None:
        """Until something is announced, or this long."""
        for _notice in self.connection.notifies(timeout=seconds, stop_after=1):
            pass

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """All that is read within is as it was at one moment: a build is never seen without its passwords."""
        with self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def _facts(
        self,
        hosts: str,
        previews: str,
        live: list[str],
        redirects: str,
        left: str,
        locks: str,
        **parameters: Iterable[object],
    ) -> Facts:
        shown = self.connection.execute(previews, parameters).fetchall()
        return Facts(
            hosts=[
                *(Host(*row) for row in self.connection.execute(hosts, parameters)),
                *(
                    Host(name, tenant, preview, link=PreviewLink(*link))
                    for name, tenant, preview, *link in shown
                ),
            ],
            live={
                row[0]: Live(row[1], row[2])
                for query in live
                for row in self.connection.execute(query, parameters)
            },
            rules=self._rules(redirects, left, parameters),
            locks=locks_by_site(self.connection.execute(locks, parameters)),
        )

    def _rules(
        self, redirects: str, left: str, parameters: Mapping[str, Iterable[object]]
    ) -> dict[UUID, Rules]:
        made, past = defaultdict(list), defaultdict(list)
        for site_id, *redirect in self.connection.execute(redirects, parameters):
            made[site_id].append(redirect)
        for site_id, *address in self.connection.execute(left, parameters):
            past[site_id].append(address)
        return {site: rules_of(made[site], past[site]) for site in made.keys() | past.keys()}
