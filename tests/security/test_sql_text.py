"""No SQL is built from strings, because row-level security does not protect against statements that set the tenant."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
RAW = {"text", "literal_column", "literal", "column", "table", "TextClause", "DDL", "SQL"}
"""Functions that turn a string into SQL. `literal`, `column` and `table` are safe because they quote."""

RUNS = {
    "execute",
    "executemany",
    "exec_driver_sql",
    "scalar",
    "scalars",
    "stream",
    "execution_options",
    "copy",
}
OWNERS = ("sqlalchemy", "psycopg")


def faults(source: str) -> list[int]:
    """Return the line numbers of calls that build SQL from strings at run time."""
    tree = ast.parse(source)
    written = {
        name.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for name in node.targets
        if isinstance(name, ast.Name)
    }
    raw = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OWNERS)
        for alias in node.names
        if alias.name in RAW
    }
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and call.args
        if (_is_raw(call, raw) and not _is_plain(call.args[0], written))
        or (_runs(call) and _is_built(call.args[0], written))
    ]


def _is_raw(call: ast.Call, raw: set[str]) -> bool:
    """True for `text(...)` as imported, and for `sql.SQL(...)`, `sqlalchemy.text(...)` and `sa.text(...)`."""
    if isinstance(call.func, ast.Name):
        return call.func.id in raw
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in RAW
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"sql", "sqlalchemy", "sa"}
    )


def _runs(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in RUNS


def _is_plain(node: ast.expr, written: dict[str, ast.expr]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in written and _is_plain(written[node.id], {})
    if isinstance(node, ast.IfExp):
        return _is_plain(node.body, written) and _is_plain(node.orelse, written)
    return isinstance(node, ast.Constant)


def _is_built(node: ast.expr, written: dict[str, ast.expr]) -> bool:
    return any(_is_built_here(part, written) for part in _parts(node))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and its descendants, except arguments of calls, which are values or are checked separately."""
    yield node
    inside = [node.func] if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    for child in inside:
        yield from _parts(child)


def _is_built_here(node: ast.AST, written: dict[str, ast.expr]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in written and _is_built(written[node.id], {})
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add) and any(
            isinstance(side, ast.JoinedStr)
            or (isinstance(side, ast.Constant) and isinstance(side.value, str))
            for side in (node.left, node.right)
        )
    if isinstance(node, ast.Attribute):
        return node.attr in {"format", "join", "replace"} and isinstance(node.value, ast.Constant)
    return isinstance(node, ast.JoinedStr)


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda path: str(path.relative_to(APP)))
def test_no_sql_is_built_from_strings(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "session.execute(text(f'SELECT {x}'))",
        "session.execute(text('SELECT %s' % x))",
        "session.execute(text('SELECT {}'.format(x)))",
        "session.execute(text('SELECT ' + x))",
        "session.execute(text(x))",
        "session.execute(text(', '.join(x)))",
        "connection.execute(f'SELECT {x}')",
        "connection.execute('SELECT %s' % x)",
        "connection.execute('SELECT {}'.format(x))",
        "connection.execute('SELECT ' + x)",
        "connection.exec_driver_sql(f'SELECT {x}')",
        "connection.exec_driver_sql('SELECT ' + x, (1,))",
        "query = f'SELECT {x}'\nconnection.execute(query)",
        "query = 'SELECT ' + x\nsession.scalars(text(query))",
        "connection.execute(sql.SQL(f'SELECT {x}').format(y))",
        "connection.execute(sql.SQL(x))",
        "select(literal_column(x))",
        "select(literal_column(f'{x}'))",
    ],
)
def test_a_statement_built_from_strings_is_found(statement):
    assert faults(f"from sqlalchemy import text, literal_column\n{statement}") != []


@pytest.mark.parametrize(
    "statement",
    [
        "session.execute(text('SELECT :x'), {'x': f'{x}'})",
        "QUERY = 'SELECT %s'\nconnection.execute(QUERY, (x,))",
        "connection.execute(sql.SQL('GRANT {}').format(sql.Identifier(x)))",
        "session.scalars(select(Site).where(Site.name == f'{x}'))",
        "session.execute(update(Site).values(log=Site.log + line(f'{x}')))",
    ],
)
def test_a_statement_with_parameters_is_accepted(statement):
    assert faults(f"from sqlalchemy import text\n{statement}") == []


def test_only_the_tenancy_module_opens_database_connections():
    """Code that uses the engine directly could work without a tenant, or with the previous one."""
    holders = {
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and node.module == "app.extensions"
        and {"engine", "platform_engine"} & {alias.name for alias in node.names}
    }
    assert holders == {"tenancy.py"}
