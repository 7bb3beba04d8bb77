"""What a request costs the database: statements and transactions, counted where they leave the application."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import Connection, Engine, event

from app import extensions
from app.config import Config
from app.services import documents
from app.services.documents.cache import trees
from app.tenancy import tenant_scope
from app.web.auth.access import Access
from tests import house
from tests.architecture import sent
from tests.architecture.arranged import Arranged
from tests.factories import Person

APP = {"quillspace_app", "quillspace_platform"}


@dataclass
class Counted:
    """Of one request."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0


@contextmanager
def counted() -> Iterator[Counted]:
    """What the application asks of the database meanwhile; what tests arrange is not among it."""
    found = Counted()

    def note(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if connection.engine.url.username in APP:
            found.statements.append(statement)

    def begin(connection: Connection) -> None:
        found.transactions += connection.engine.url.username in APP

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "begin", begin)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Engine, "begin", begin)


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    rule: str
    method: str
    endpoint: str
    access: Access

    def __str__(self) -> str:
        role = f":{self.access.role}" if self.access.role else ""
        return f"{self.rule}  {self.method}  {self.endpoint}  {self.access.kind}{role}"


def routes(app: Flask) -> list[Route]:
    """All that there are, in the order of the table."""
    found = [
        Route(rule.rule, method, rule.endpoint, app.view_functions[rule.endpoint].access)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    return sorted(found, key=str)


@dataclass
class Bench:
    """Asks for one route after the other, each on the same rows."""

    app: Flask
    config: Config
    arranged: Arranged
    person: Person

    def __post_init__(self) -> None:
        self._rows = Rows(house.admin_url(self.config))
        self._is_changed = False

    def measure(self, route: Route) -> tuple[int, Counted]:
        """The status of the answer, and what it cost. The trees of the pages are at hand, as while somebody works."""
        if self._is_changed:
            self._rows.put_back()
        self._is_changed = route.method != "GET"
        extensions.redis().flushdb()
        trees.clear()
        with tenant_scope(self.person.tenant_id, user_id=self.person.id):
            for page in ("page_id", "section_id", "about"):
                documents.newest(self.arranged.ids[page])
        client = self.arranged.client(route.endpoint, route.access.kind)
        path, options = self._path(route), sent.options(self.arranged, route.endpoint, route.method)
        with client.session_transaction() as kept:
            before = dict(kept)
        sent.prepare(self.arranged, route.endpoint, client)
        with counted() as cost:
            answer = client.open(path, method=route.method, **options)
            answer.get_data()
            answer.close()
        with client.session_transaction() as kept:
            kept.clear()
            kept.update(before)
        if answer.status_code >= 400:
            print(route, answer.status_code, re.sub(r"<[^>]*>", "", answer.text)[-300:])
        return answer.status_code, cost

    def _path(self, route: Route) -> str:
        values: dict[str, Any] = {
            **self.arranged.ids,
            **sent.addresses(self.arranged).get(route.endpoint, {}),
        }
        rule = next(rule for rule in self.app.url_map.iter_rules(route.endpoint) if rule.rule == route.rule)
        named: Mapping[str, Any] = {name: values[name] for name in rule.arguments}
        return str(self.app.url_map.bind("localhost").build(route.endpoint, named, method=route.method))


class Rows:
    """All rows as they are now, to be put back as often as one likes."""

    def __init__(self, address: str) -> None:
        self._address = address
        with psycopg.connect(address, autocommit=True) as admin:
            tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            self._tables = [name for (name,) in tables if name != "alembic_version"]
            self._copies = {name: self._read(admin, name) for name in self._tables}

    def put_back(self) -> None:
        """Undo whatever happened since."""
        with psycopg.connect(self._address) as admin:
            admin.execute("SET LOCAL session_replication_role = replica")
            for name in self._tables:
                admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                write = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with admin.cursor().copy(write) as copy:
                    copy.write(self._copies[name])

    @staticmethod
    def _read(admin: psycopg.Connection, name: str) -> bytes:
        with admin.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            return b"".join(bytes(part) for part in copy)
