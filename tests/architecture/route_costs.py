"""The database cost of a request: the statements and transactions that the application sends."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
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
from tests.architecture import request_data
from tests.architecture.route_fixtures import RouteFixtures
from tests.factories import Person

APP = {"quillspace_app", "quillspace_platform"}


@dataclass
class QueryCount:
    """The statements and transactions of one request."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0
    hashes: int = 0
    """How many passwords were hashed."""


@contextmanager
def count_queries() -> Iterator[QueryCount]:
    """Count the application's queries inside the block, but not those of fixtures."""
    found = QueryCount()

    def note(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if connection.engine.url.username in APP:
            found.statements.append(statement)

    def begin(connection: Connection) -> None:
        found.transactions += connection.engine.url.username in APP

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any) -> Any:
            found.hashes += 1
            return method(*arguments)

        return count

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "begin", begin)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PasswordHasher, "hash", counted(PasswordHasher.hash))
            patch.setattr(PasswordHasher, "verify", counted(PasswordHasher.verify))
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Engine, "begin", begin)


@dataclass(frozen=True)
class Route:
    """One method of one URL rule."""

    rule: str
    method: str
    endpoint: str
    access: Access

    def __str__(self) -> str:
        role = f":{self.access.role}" if self.access.role else ""
        return f"{self.rule}  {self.method}  {self.endpoint}  {self.access.kind}{role}"


def routes(app: Flask) -> list[Route]:
    """Return all routes, in the order of routes.txt."""
    found = [
        Route(rule.rule, method, rule.endpoint, app.view_functions[rule.endpoint].access)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    return sorted(found, key=str)


@dataclass
class RouteMeter:
    """Requests one route after another, always with the same rows in the database."""

    app: Flask
    config: Config
    fixtures: RouteFixtures
    person: Person

    def __post_init__(self) -> None:
        self._rows = Rows(house.admin_url(self.config))
        self._is_changed = False

    def measure(self, route: Route) -> tuple[int, QueryCount]:
        """Return the status and the cost of one request. The pages' trees are cached, as during normal editing."""
        if self._is_changed:
            self._rows.restore()
        self._is_changed = route.method != "GET"
        extensions.redis().flushdb()
        trees.clear()
        with tenant_scope(self.person.tenant_id, user_id=self.person.id):
            for page in ("page_id", "section_id", "about"):
                documents.newest(self.fixtures.ids[page])
        client = self.fixtures.client(route.endpoint, route.access.kind)
        path, options = self.path(route), request_data.options(self.fixtures, route.endpoint, route.method)
        with client.session_transaction() as kept:
            before = dict(kept)
        request_data.prepare(self.fixtures, route.endpoint, client)
        with count_queries() as cost:
            response = client.open(path, method=route.method, **options)
            response.get_data()
            response.close()
        with client.session_transaction() as kept:
            kept.clear()
            kept.update(before)
        if response.status_code >= 400:
            print(route, response.status_code, re.sub(r"<[^>]*>", "", response.text)[-300:])
        return response.status_code, cost

    def path(self, route: Route) -> str:
        """Return the path of a route for the fixtures."""
        values: dict[str, Any] = {
            **self.fixtures.ids,
            **request_data.addresses(self.fixtures).get(route.endpoint, {}),
        }
        rule = next(rule for rule in self.app.url_map.iter_rules(route.endpoint) if rule.rule == route.rule)
        named: Mapping[str, Any] = {name: values[name] for name in rule.arguments}
        return str(self.app.url_map.bind("localhost").build(route.endpoint, named, method=route.method))


class Rows:
    """A snapshot of all rows, which can be restored repeatedly."""

    def __init__(self, address: str) -> None:
        self._address = address
        with psycopg.connect(address, autocommit=True) as admin:
            tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            self._tables = [name for (name,) in tables if name != "alembic_version"]
            self._copies = {name: self._read(admin, name) for name in self._tables}

    def restore(self) -> None:
        """Restore all rows to the snapshot."""
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
