"""Look-alike tenants with rows in every table, generated from PostgreSQL's catalogue.

A new table needs no changes here, unless it has a CHECK whose valid values cannot be derived.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

ONLY_READ = {"edge_reports"}
"""Tables that the app may only read."""
NOT_FOR_THE_APP = {"edges"}
"""Tables on which the app has no rights at all."""

Row = dict[str, Any]

COLUMNS = """
SELECT relname AS table, attname AS name, format_type(atttypid, NULL) AS type, attidentity <> '' AS is_counted
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
  AND relname <> 'alembic_version'
ORDER BY relname, attnum
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text AS table, conname AS name, confrelid::regclass::text AS target,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key (attnum, place)
             JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY place) AS columns,
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS key (attnum, place)
             JOIN pg_attribute USING (attnum) WHERE attrelid = confrelid ORDER BY place) AS target_columns
FROM pg_constraint WHERE contype = 'f' ORDER BY conname
"""
UNIQUE = """
SELECT indrelid::regclass::text AS table, indexrelid::regclass::text AS name,
       ARRAY(SELECT attname::text FROM pg_attribute
             WHERE attrelid = indrelid AND attnum = ANY (indkey::smallint[])) AS columns,
       coalesce(pg_get_expr(indpred, indrelid), '') AS condition
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE indisunique AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
"""
CHOICES = "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    table: str
    name: str
    type: str
    is_counted: bool


@dataclass(frozen=True)
class ForeignKey:
    """Columns that reference a row of another table."""

    table: str
    name: str
    target: str
    columns: list[str]
    target_columns: list[str]

    @property
    def own_columns(self) -> list[str]:
        """The columns in which a tenant could put another tenant's key."""
        return [name for name in self.columns if name != "tenant_id"]


@dataclass(frozen=True)
class Unique:
    """Columns whose values are unique among the rows that satisfy a condition."""

    table: str
    name: str
    columns: list[str]
    condition: str


@dataclass
class Schema:
    """The columns, keys and checks of all tables, from the catalogue."""

    columns: Sequence[Column]
    foreign_keys: Sequence[ForeignKey]
    unique: Sequence[Unique]
    choices: Mapping[tuple[str, str], str]

    @classmethod
    def read(cls, connection: psycopg.Connection) -> "Schema":
        """Read the schema from the catalogue."""
        choices = {}
        for table, definition in connection.execute(CHOICES):
            for name, first in re.findall(r"\((\w+) = ANY \(ARRAY\['([^']+)'::text", definition):
                choices[table, name] = first
        return cls(
            columns=connection.cursor(row_factory=class_row(Column)).execute(COLUMNS).fetchall(),
            foreign_keys=connection.cursor(row_factory=class_row(ForeignKey))
            .execute(FOREIGN_KEYS)
            .fetchall(),
            unique=connection.cursor(row_factory=class_row(Unique)).execute(UNIQUE).fetchall(),
            choices=choices,
        )

    @cached_property
    def tables(self) -> list[str]:
        """The names of all tables."""
        return sorted({column.table for column in self.columns})

    @cached_property
    def owners(self) -> dict[str, str]:
        """The column that contains the tenant's id, for each table whose rows belong to a tenant."""
        owned = {column.table: column.name for column in self.columns if column.name == "tenant_id"}
        return {"tenants": "id", **owned}

    def of(self, table: str) -> list[Column]:
        """Return the columns of a table that an INSERT sets."""
        return [column for column in self.columns if column.table == table and column.type != "xid8"]

    def is_key(self, column: Column) -> bool:
        """True if the column is part of a unique index."""
        return any(column.table == unique.table and column.name in unique.columns for unique in self.unique)

    def is_shared_key(self, column: Column) -> bool:
        """True if the column is part of an index that is unique across tenants."""
        return any(
            unique.table == column.table
            and column.name in unique.columns
            and "tenant_id" not in unique.columns
            for unique in self.unique
        )


def fresh_id() -> UUID:
    """Return a random id with a fixed prefix, so that screens that abbreviate ids look the same."""
    return UUID(f"aaaaaaaa{uuid4().hex[8:]}")


@dataclass
class LookAlike:
    """A tenant with one row in every table, which differs from other tenants' rows only in its ids."""

    schema: Schema
    tenant_id: UUID = field(default_factory=fresh_id)
    rows: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table in self.schema.tables:
            self.rows[table] = {column.name: self._plain(column) for column in self.schema.of(table)}
        for key in self.schema.foreign_keys:
            self.rows[key.table] |= self.reference(key)

    def reference(self, key: ForeignKey) -> Row:
        """Return the values of the columns with which a foreign key references this tenant's row."""
        target = self.rows[key.target]
        return {name: target[aim] for name, aim in zip(key.columns, key.target_columns, strict=True)}

    def store(self, connection: psycopg.Connection) -> None:
        """Insert every row; the order does not matter to a superuser in the replica role."""
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, row in self.rows.items():
            connection.execute(insert(table, row), row)
        connection.execute("SET LOCAL session_replication_role = origin")

    def another(self, table: str, stranger: "LookAlike") -> Row:
        """Return a second valid row of this tenant, whose references to people refer to the stranger."""
        row = dict(self.rows[table])
        references = {
            name: key for key in self.schema.foreign_keys if key.table == table for name in key.own_columns
        }
        for column in self.schema.of(table):
            reference = references.get(column.name)
            if column.is_counted:
                del row[column.name]
            elif reference and reference.target not in self.schema.owners:
                row[column.name] = stranger.reference(reference)[column.name]
            elif not reference and self.schema.is_key(column) and not self._is_set(column):
                row[column.name] = _different(column, row[column.name])
        return row

    def _is_set(self, column: Column) -> bool:
        chosen = (column.table, column.name) in self.schema.choices
        return chosen or column.name == self.schema.owners.get(column.table)

    def _plain(self, column: Column) -> Any:
        if column.name == self.schema.owners.get(column.table):
            return self.tenant_id
        if (column.table, column.name) in self.schema.choices:
            return self.schema.choices[column.table, column.name]
        if any(f"({column.name} IS NULL)" in unique.condition for unique in self.schema.unique):
            return None
        distinct = f" {self.tenant_id}" if self.schema.is_shared_key(column) else ""
        text = f"the same {column.name}{distinct}"
        return {
            "uuid": fresh_id(),
            "text": text,
            "bytea": text.encode(),
            "bigint": 7,
            "boolean": True,
            "jsonb": Jsonb({"is": "the same"}),
            "timestamp with time zone": datetime(2026, 1, 1, tzinfo=UTC),
        }[column.type]


def insert(table: str, row: Row) -> sql.Composed:
    """Return an INSERT statement for this row, with named placeholders."""
    return sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )


def _different(column: Column, value: Any) -> Any:
    if column.type == "uuid":
        return fresh_id()
    return value + 1 if column.type == "bigint" else f"another {value}"
