"""Finds changes in a migration that break the previous release, which still runs while the database is migrated."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import sqlglot
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlglot import exp

SOME_COLUMNS = re.compile(r"SET NULL \(\w+\)")
"""PostgreSQL syntax that sqlglot cannot parse."""


@dataclass
class Created:
    """Objects that the migration itself creates, so the previous release cannot depend on them."""

    tables: set[str] = field(default_factory=set)
    columns: set[tuple[str, str]] = field(default_factory=set)
    constraints: set[str] = field(default_factory=set)
    """Names of dropped constraints. Adding one with the same name counts as changing it, which is left to reviewers."""


def statements(upgrade: Callable[[], None]) -> str:
    """Return the SQL that a migration would run."""
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        upgrade()
    return written.getvalue()


def breaking_changes(script: str) -> list[str]:
    """Describe every change in a script that could break an older release."""
    created = Created()
    readable = SOME_COLUMNS.sub("SET NULL", script)
    trees = [tree for tree in sqlglot.parse(readable, dialect="postgres") if tree]
    return [change for tree in trees for change in _breaking(tree, created)]


def _breaking(tree: exp.Expression, created: Created) -> Iterator[str]:
    if isinstance(tree, exp.Create) and tree.kind == "TABLE":
        created.tables.add(tree.find(exp.Table).name)
    elif isinstance(tree, exp.Create) and tree.args.get("unique"):
        table = tree.find(exp.Table).name
        if table not in created.tables and not _names_new_column(table, tree, created):
            yield f"{table}: duplicates are no longer allowed"
    elif isinstance(tree, exp.Drop) and tree.kind in {"TABLE", "VIEW", "FUNCTION", "SCHEMA", "SEQUENCE"}:
        yield f"{_dropped(tree)}: {tree.kind.lower()} dropped"
    elif isinstance(tree, exp.Alter) and tree.kind == "TABLE" and tree.this.name not in created.tables:
        for action in tree.args["actions"]:
            yield from _altered(tree.this.name, action, created)
    elif isinstance(tree, exp.Revoke):
        losers = [one.name for one in tree.args["principals"] if one.name.startswith("quillspace_")]
        yield from (f"{loser}: privilege revoked" for loser in losers)
    elif isinstance(tree, exp.Command):
        yield from _unparsed(tree)


def _altered(table: str, action: exp.Expression, created: Created) -> Iterator[str]:
    if isinstance(action, exp.Drop):
        if action.kind == "CONSTRAINT":
            created.constraints.add(_dropped(action))
        else:
            yield f"{table}.{_dropped(action)}: column dropped"
    elif isinstance(action, exp.RenameColumn | exp.AlterRename):
        yield f"{table}: renamed"
    elif isinstance(action, exp.ColumnDef):
        created.columns.add((table, action.name))
        if _has(action, exp.NotNullColumnConstraint) and not _has(action, exp.DefaultColumnConstraint):
            yield f"{table}.{action.name}: rows without it are rejected"
    elif isinstance(action, exp.AlterColumn) and (table, action.name) not in created.columns:
        yield from _column(table, action)
    elif isinstance(action, exp.AddConstraint):
        yield from _constrained(table, action, created)


def _column(table: str, action: exp.AlterColumn) -> Iterator[str]:
    if action.args.get("dtype"):
        yield f"{table}.{action.name}: type changed"
    if action.args.get("allow_null") is False:
        yield f"{table}.{action.name}: rows without it are rejected"
    if action.args.get("drop") and action.args.get("allow_null") is None:
        yield f"{table}.{action.name}: default removed"


def _constrained(table: str, action: exp.AddConstraint, created: Created) -> Iterator[str]:
    constraint = action.find(exp.Constraint)
    if not _names_new_column(table, action, created) and not (
        constraint and constraint.name in created.constraints
    ):
        yield f"{table}: stricter constraint"


def _names_new_column(table: str, action: exp.Expression, created: Created) -> bool:
    new = {name for where, name in created.columns if where == table}
    return bool(new & {column.name for column in action.find_all(exp.Column, exp.Identifier)})


def _dropped(action: exp.Drop) -> str:
    return str(action.find(exp.Identifier).name)


def _has(definition: exp.ColumnDef, kind: type[exp.Expression]) -> bool:
    return any(isinstance(each.kind, kind) for each in definition.args.get("constraints", ()))


def _unparsed(tree: exp.Command) -> Iterator[str]:
    """Describe breaking changes in statements that sqlglot does not parse: policies, and some changes to tables."""
    words = f"{tree.this} {tree.expression}".upper().split()
    harmless = {("ROW", "LEVEL"), ("VALIDATE", "CONSTRAINT"), ("REPLICA", "IDENTITY")}
    if words[:2] == ["ALTER", "TABLE"] and not any(pair in harmless for pair in pairwise(words)):
        yield f"{' '.join(words)[:80]}: not parsed, so unknown"
    if words[:2] == ["DROP", "POLICY"]:
        yield f"{words[2].lower()}: policy dropped, rows become invisible"
