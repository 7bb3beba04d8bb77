"""Whether a statement names the tenant of each table that it reads or changes.

Row-level security holds either way. A planner of a database that is spread over many machines looks for
the key in the statement, and finds it on no machine or on all of them where it is missing.
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
"""A table as one part of a statement calls it; parts may use the same name for different ones."""


@dataclass
class Keys:
    """Which keys of a statement are known, and which equal each other."""

    known: set[Keyed] = field(default_factory=set)
    equal: list[tuple[Keyed, Keyed]] = field(default_factory=list)

    def settled(self) -> set[Keyed]:
        """Those known, and those that equal a known one."""
        found = set(self.known)
        while True:
            more = {one for pair in self.equal for one in pair if set(pair) & found} - found
            if not more:
                return found
            found |= more


@cache
def unnamed(statement: str) -> tuple[str, ...]:
    """The tables whose tenant a statement does not name, as it calls them."""
    if not any(table in statement for table in KEYED):
        return ()
    tree = sqlglot.parse_one(PARAMETER.sub(":x", statement).replace("%%", "%"), dialect="postgres")
    keys, tables = Keys(), dict(_tables(tree))
    for equality in tree.find_all(exp.EQ):
        if _always_holds(equality):
            _note(keys, equality.this, equality.expression)
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
            yield (id(_part(table)), table.alias_or_name), table.name


def _part(node: exp.Expression) -> exp.Expression:
    """The SELECT, UPDATE or DELETE that something stands in."""
    found = node.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert)
    return found if found is not None else node.root()


def _always_holds(equality: exp.EQ | exp.In) -> bool:
    """Whether rows where it is false are left out, whatever else is true of them."""
    node: exp.Expression | None = equality.parent
    while isinstance(node, exp.And | exp.Paren):
        node = node.parent
    return isinstance(node, exp.Where | exp.Join)


def _note(keys: Keys, one: exp.Expression, other: exp.Expression) -> None:
    """That these two are equal."""
    if isinstance(one, exp.Tuple) and isinstance(other, exp.Tuple):
        for first, second in zip(one.expressions, other.expressions, strict=True):
            _note(keys, first, second)
        return
    key, other_key = _key_of(one), _key_of(other)
    if key and other_key:
        keys.equal.append((key, other_key))
    elif key and _is_known(other):
        keys.known.add(key)
    elif other_key and _is_known(one):
        keys.known.add(other_key)


def _is_known(value: exp.Expression) -> bool:
    """Whether it is given, or is what a site's row says about whose template it uses: ours, or its own tenant's."""
    return all(column.name == "template_tenant_id" for column in value.find_all(exp.Column))


def _key_of(side: exp.Expression) -> Keyed | None:
    """The table whose key this column is, in the nearest part of the statement that knows its name."""
    if not isinstance(side, exp.Column) or (
        side.name != KEY and (side.table, side.name) != ("tenants", "id")
    ):
        return None
    part: exp.Expression | None = _part(side)
    while part is not None:
        names = [table.alias_or_name for table in part.find_all(exp.Table) if _part(table) is part]
        if side.table in names:
            return id(part), side.table
        if not side.table and len(names) == 1:
            return id(part), names[0]
        part = part.find_ancestor(exp.Select, exp.Update, exp.Delete)
    return None


class Watch:
    """Listens to the engines of the application in this process, and keeps what it finds until it is asked."""

    def __init__(self, excused: Mapping[str, Iterable[str]]) -> None:
        self._excused = {
            role: [re.compile(one, re.DOTALL) for one in patterns] for role, patterns in excused.items()
        }
        self._found: dict[str, tuple[str, ...]] = {}

    def note(self, connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        """Look at a statement that is about to be sent."""
        excused = self._excused.get(connection.engine.url.username or "")
        if excused is None or not (faults := unnamed(statement)):
            return
        flat = " ".join(statement.split())
        if not any(one.search(flat) for one in excused) and _is_ours(sys._getframe()):
            self._found[statement] = faults

    def take(self) -> dict[str, tuple[str, ...]]:
        """What was found since this was asked last."""
        found, self._found = self._found, {}
        return found


def _is_ours(frame: FrameType | None) -> bool:
    """Whether the application sends this, and not a test that looks behind it."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(OURS) and not name.endswith(
            ("tests/statements.py", "app/tenancy.py", "app/models/base.py")
        ):
            return name.startswith(OURS[0])
        frame = frame.f_back
    return True
