"""What a migration takes away from the release before it, which still runs while the database is migrated."""

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
"""PostgreSQL's own, which sqlglot does not know."""


@dataclass
class Made:
    """What a migration itself made, where the release before knows of nothing that it could miss."""

    tables: set[str] = field(default_factory=set)
    columns: set[tuple[str, str]] = field(default_factory=set)
    constraints: set[str] = field(default_factory=set)
    """Dropped here: one of the same name that comes instead is a change of a rule, and is read by people."""


def statements(upgrade: Callable[[], None]) -> str:
    """The SQL that a migration would run."""
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        upgrade()
    return written.getvalue()


def contracting(script: str) -> list[str]:
    """What in a script an older release could miss, or stumble over, in words."""
    made = Made()
    readable = SOME_COLUMNS.sub("SET NULL", script)
    trees = [tree for tree in sqlglot.parse(readable, dialect="postgres") if tree]
    return [fault for tree in trees for fault in _faults(tree, made)]


def _faults(tree: exp.Expression, made: Made) -> Iterator[str]:
    if isinstance(tree, exp.Create) and tree.kind == "TABLE":
        made.tables.add(tree.find(exp.Table).name)
    elif isinstance(tree, exp.Create) and tree.args.get("unique"):
        table = tree.find(exp.Table).name
        if table not in made.tables:
            yield f"{table}: what was allowed twice is not any more"
    elif isinstance(tree, exp.Drop) and tree.kind in {"TABLE", "VIEW", "FUNCTION", "SCHEMA", "SEQUENCE"}:
        yield f"{_dropped(tree)}: the {tree.kind.lower()} is dropped"
    elif isinstance(tree, exp.Alter) and tree.kind == "TABLE" and tree.this.name not in made.tables:
        for action in tree.args["actions"]:
            yield from _altered(tree.this.name, action, made)
    elif isinstance(tree, exp.Revoke):
        losers = [one.name for one in tree.args["principals"] if one.name.startswith("quillspace_")]
        yield from (f"{loser}: a right is taken" for loser in losers)
    elif isinstance(tree, exp.Command):
        yield from _unread(tree)


def _altered(table: str, action: exp.Expression, made: Made) -> Iterator[str]:
    if isinstance(action, exp.Drop):
        if action.kind == "CONSTRAINT":
            made.constraints.add(_dropped(action))
        else:
            yield f"{table}.{_dropped(action)}: the column is dropped"
    elif isinstance(action, exp.RenameColumn | exp.AlterRename):
        yield f"{table}: something has another name"
    elif isinstance(action, exp.ColumnDef):
        made.columns.add((table, action.name))
        if _has(action, exp.NotNullColumnConstraint) and not _has(action, exp.DefaultColumnConstraint):
            yield f"{table}.{action.name}: a row without it is refused"
    elif isinstance(action, exp.AlterColumn) and (table, action.name) not in made.columns:
        yield from _column(table, action)
    elif isinstance(action, exp.AddConstraint):
        yield from _constrained(table, action, made)


def _column(table: str, action: exp.AlterColumn) -> Iterator[str]:
    if action.args.get("dtype"):
        yield f"{table}.{action.name}: the type is another"
    if action.args.get("allow_null") is False:
        yield f"{table}.{action.name}: a row without it is refused"
    if action.args.get("drop") and action.args.get("allow_null") is None:
        yield f"{table}.{action.name}: there is no default any more"


def _constrained(table: str, action: exp.AddConstraint, made: Made) -> Iterator[str]:
    new = {name for where, name in made.columns if where == table}
    named = {column.name for column in action.find_all(exp.Column, exp.Identifier)}
    constraint = action.find(exp.Constraint)
    if not (new & named) and not (constraint and constraint.name in made.constraints):
        yield f"{table}: rows that were allowed are not any more"


def _dropped(action: exp.Drop) -> str:
    return str(action.find(exp.Identifier).name)


def _has(definition: exp.ColumnDef, kind: type[exp.Expression]) -> bool:
    return any(isinstance(each.kind, kind) for each in definition.args.get("constraints", ()))


def _unread(tree: exp.Command) -> Iterator[str]:
    """What sqlglot leaves as words: policies, and changes of tables that it has no grammar for."""
    words = f"{tree.this} {tree.expression}".upper().split()
    harmless = {("ROW", "LEVEL"), ("VALIDATE", "CONSTRAINT"), ("REPLICA", "IDENTITY")}
    if words[:2] == ["ALTER", "TABLE"] and not any(pair in harmless for pair in pairwise(words)):
        yield f"{' '.join(words)[:80]}: unread, so nobody knows"
    if words[:2] == ["DROP", "POLICY"]:
        yield f"{words[2].lower()}: rows are not seen any more"
