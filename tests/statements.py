"""Checks that an SQL statement restricts the tenant of each table that it reads or changes.

Row-level security applies either way. The planner of a sharded database, however, routes a statement by
the key in it; without the key, it rejects the statement or sends it to every shard.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType

import sqlglot
from sqlalchemy import Connection
from sqlglot import exp

from app.models import Base

ROOT = Path(__file__).parents[1]
OURS = (str(ROOT / "app"), str(ROOT / "tests"))
PARAMETER = re.compile(r"%\(\w+\)s|%s")
KEY = "tenant_id"
KEYED = frozenset(table.name for table in Base.metadata.tables.values() if KEY in table.columns)

Keyed = tuple[int, str]
"""The id of a subquery and the alias of a table in it, because subqueries may reuse an alias for different tables."""


@dataclass
class Keys:
    """The tenant keys in a statement that have a known value, and the pairs of keys that are equal."""

    known: set[Keyed] = field(default_factory=set)
    equal: list[tuple[Keyed, Keyed]] = field(default_factory=list)

    def settled(self) -> set[Keyed]:
        """Return the keys with a known value, directly or through equality with another key."""
        found = set(self.known)
        while True:
            more = {one for pair in self.equal for one in pair if set(pair) & found} - found
            if not more:
                return found
            found |= more


@cache
def unnamed(statement: str) -> tuple[str, ...]:
    """Return the names of the tables whose tenant the statement does not restrict."""
    if not any(table in statement for table in KEYED):
        return ()
    tree = sqlglot.parse_one(PARAMETER.sub(":x", statement).replace("%%", "%"), dialect="postgres")
    keys, tables = Keys(), dict(_tables(tree))
    for equality in tree.find_all(exp.EQ):
        if _always_holds(equality):
            _record_equality(keys, equality.this, equality.expression)
    for choice in tree.find_all(exp.In):
        key = _key_of(choice.this)
        if key and choice.args.get("expressions") and _always_holds(choice):
            keys.known.add(key)
    settled = keys.settled()
    return tuple(sorted(name for (part, name) in tables if (part, name) not in settled))


def _tables(tree: exp.Expression) -> Iterator[tuple[Keyed, str]]:
    targets = {id(insert.find(exp.Table)) for insert in tree.find_all(exp.Insert)}
    named_within = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.name in KEYED - named_within and id(table) not in targets:
            yield (id(_subquery_of(table)), table.alias_or_name), table.name


def _subquery_of(node: exp.Expression) -> exp.Expression:
    """Return the innermost SELECT, UPDATE, DELETE or INSERT that contains the node."""
    found = node.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert)
    return found if found is not None else node.root()


def _always_holds(equality: exp.EQ | exp.In) -> bool:
    """True if the condition is one of the top-level conjuncts of a WHERE or JOIN clause."""
    node: exp.Expression | None = equality.parent
    while isinstance(node, exp.And | exp.Paren):
        node = node.parent
    return isinstance(node, exp.Where | exp.Join)


def _record_equality(keys: Keys, one: exp.Expression, other: exp.Expression) -> None:
    """Record that two expressions are equal."""
    if isinstance(one, exp.Tuple) and isinstance(other, exp.Tuple):
        for first, second in zip(one.expressions, other.expressions, strict=True):
            _record_equality(keys, first, second)
        return
    key, other_key = _key_of(one), _key_of(other)
    if key and other_key:
        keys.equal.append((key, other_key))
    elif key and _is_known(other):
        keys.known.add(key)
    elif other_key and _is_known(one):
        keys.known.add(other_key)


def _is_known(value: exp.Expression) -> bool:
    """True if the value is a parameter, a literal, or the `template_tenant_id` of a site."""
    return all(column.name == "template_tenant_id" for column in value.find_all(exp.Column))


def _key_of(side: exp.Expression) -> Keyed | None:
    """Return the table whose tenant key this column is, looked up from the innermost subquery outwards."""
    if not isinstance(side, exp.Column) or (
        side.name != KEY and (side.table, side.name) != ("tenants", "id")
    ):
        return None
    part: exp.Expression | None = _subquery_of(side)
    while part is not None:
        names = [table.alias_or_name for table in part.find_all(exp.Table) if _subquery_of(table) is part]
        if side.table in names:
            return id(part), side.table
        if not side.table and len(names) == 1:
            return id(part), names[0]
        part = part.find_ancestor(exp.Select, exp.Update, exp.Delete)
    return None


class Watch:
    """Event listener for the application's engines that collects violations until they are taken."""

    def __init__(self, excused: Mapping[str, Iterable[str]]) -> None:
        self._excused = {
            role: [re.compile(one, re.DOTALL) for one in patterns] for role, patterns in excused.items()
        }
        self._found: dict[str, tuple[str, ...]] = {}

    def note(self, connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        """Check a statement before it is executed."""
        excused = self._excused.get(connection.engine.url.username or "")
        if excused is None or not (faults := unnamed(statement)):
            return
        flat = " ".join(statement.split())
        if not any(one.search(flat) for one in excused) and _is_from_app(sys._getframe()):
            self._found[statement] = faults

    def take(self) -> dict[str, tuple[str, ...]]:
        """Return the violations found since the last call, and clear them."""
        found, self._found = self._found, {}
        return found


def _is_from_app(frame: FrameType | None) -> bool:
    """True if the application executes the statement, rather than a test directly."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(OURS) and not name.endswith(
            ("tests/statements.py", "app/tenancy.py", "app/models/base.py")
        ):
            return name.startswith(OURS[0])
        frame = frame.f_back
    return True
