"""Reads hosts and live builds from PostgreSQL, and follows changes to them.

A notification is only a hint to poll. The cursor is a transaction id below which every transaction has ended, so
no transaction that commits late is skipped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from app import request_ids
from app.database_logins import check_connection
from app.delivery.redirects import Rules, rules_from_rows
from app.delivery.site_passwords import SiteLocks, locks_by_site
from app.edge.state.previews import PreviewLink
from app.edge.state.snapshot import Host, Live

CONNECT_SECONDS = 3
STATEMENT_MILLISECONDS = 10_000

HOSTS = """
SELECT hostname, tenant_id, site_id, redirects_to FROM hosts WHERE state = 'active'
"""
# A preview is treated as a site that has the preview's id, but no passwords or redirects.
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
FORMER_ADDRESSES = """
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
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, edge_events.id, site_id, hostname, request_id
FROM (SELECT) AS always LEFT JOIN edge_events ON txid >= %s::text::xid8 ORDER BY edge_events.id
"""


@dataclass(frozen=True)
class Facts:
    """The hosts, live builds, redirects and locks from one consistent read."""

    hosts: list[Host]
    live: dict[UUID, Live]
    rules: dict[UUID, Rules] = field(default_factory=dict)
    locks: dict[UUID, SiteLocks] = field(default_factory=dict)


@dataclass
class Changes:
    """The sites and hostnames with events since the last read."""

    sites: set[UUID] = field(default_factory=set)
    hostnames: set[str] = field(default_factory=set)
    request_ids: dict[UUID, str] = field(default_factory=dict)
    """The id of the request that caused each site's newest event, if a request caused it."""

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
        """Connect and listen for changes. Raises psycopg.OperationalError if the database is unreachable.

        It also raises UnsafeLogin, which is one, if the login may do more than an edge should.
        """
        with psycopg.connect(
            dsn,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            options=f"-c statement_timeout={STATEMENT_MILLISECONDS}",
            application_name="quillspace edge",
            tcp_user_timeout=5000,
        ) as connection:
            check_connection(connection, "DATABASE_EDGE_URL")
            connection.execute("LISTEN edge_events")
            yield cls(connection)

    def read_all(self) -> Facts:
        """Read everything. `read_changes` then returns what is committed later."""
        with self._consistent_read():
            row = self.connection.execute(HORIZON).fetchone()
            facts = self._facts(
                HOSTS, PREVIEW_HOSTS, [LIVE, PREVIEWS], REDIRECTS, FORMER_ADDRESSES + NEWEST_FIRST, LOCKS
            )
        self._cursor, self._seen = row[0] if row else "0", set()
        return facts

    def read_changes(self) -> Changes:
        """Read the changes since the last call or since `read_all`."""
        rows = self.connection.execute(EVENTS, [self._cursor]).fetchall()
        fresh = [row for row in rows if row[1] is not None and row[1] not in self._seen]
        self._cursor = rows[0][0]
        # The next call returns events at or above the horizon again, but not those below it.
        self._seen = {row[1] for row in rows if row[1] is not None}
        return Changes(
            sites={row[2] for row in fresh if row[2]},
            hostnames={row[3] for row in fresh if row[3]},
            request_ids={row[2]: request_ids.accept(row[4]) for row in fresh if row[2] and row[4]},
        )

    def read_facts(self, changes: Changes) -> Facts:
        """Read the current facts of the changed sites and hostnames."""
        with self._consistent_read():
            return self._facts(
                HOSTS + " AND (site_id = ANY(%(sites)s) OR hostname = ANY(%(names)s))",
                PREVIEW_HOSTS + OF_IDS,
                [LIVE + OF_IDS, PREVIEWS + OF_IDS],
                REDIRECTS + OF_SITES,
                FORMER_ADDRESSES + OF_SITES + NEWEST_FIRST,
                LOCKS + OF_SITES,
                sites=list(changes.sites),
                names=list(changes.hostnames),
            )

    def wait(self, seconds: float) -> None:
        """Block until a notification arrives or this many seconds have passed."""
        for _notice in self.connection.notifies(timeout=seconds, stop_after=1):
            pass

    @contextmanager
    def _consistent_read(self) -> Iterator[None]:
        """Run all queries in the block on one read-only snapshot, so that no build is read without its locks."""
        with self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def _facts(
        self,
        hosts: str,
        previews: str,
        live: list[str],
        redirects: str,
        former_addresses: str,
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
            rules=self._rules(redirects, former_addresses, parameters),
            locks=locks_by_site(self.connection.execute(locks, parameters)),
        )

    def _rules(
        self, redirects: str, former_addresses: str, parameters: Mapping[str, Iterable[object]]
    ) -> dict[UUID, Rules]:
        by_author, former = defaultdict(list), defaultdict(list)
        for site_id, *redirect in self.connection.execute(redirects, parameters):
            by_author[site_id].append(redirect)
        for site_id, *address in self.connection.execute(former_addresses, parameters):
            former[site_id].append(address)
        return {
            site: rules_from_rows(by_author[site], former[site]) for site in by_author.keys() | former.keys()
        }
