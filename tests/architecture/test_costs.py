import os
from pathlib import Path

import pytest
from flask import Flask

from app.web.auth import hashes_password
from tests.architecture.route_costs import RouteMeter, routes
from tests.architecture.route_fixtures import create_fixtures
from tests.factories import People

TABLE = Path(__file__).with_name("routes.txt")
UNTOUCHED = {"static"}
"""Routes that do not use the database, but need a file that only `make setup` creates."""


@pytest.mark.threat("G5")
@pytest.mark.timeout(300)
def test_request_costs_match_the_table(app: Flask, clean_database, people: People, admin_engine):
    """Compare the last two columns of routes.txt: the statements and transactions of one request.

    `REWRITE_ROUTES=1 .venv/bin/pytest -n 0 tests/architecture/test_costs.py` rewrites the table. If a cost
    grows, say why in the commit message.
    """
    meter = RouteMeter(app, clean_database, create_fixtures(app, people, admin_engine), people.ada)
    lines, refused, slow = [], {}, []
    for route in routes(app):
        if route.endpoint in UNTOUCHED:
            lines.append(f"{route}  -  -")
            continue
        status, cost = meter.measure(route)
        lines.append(f"{route}  {len(cost.statements)}  {cost.transactions}")
        if status >= 400:
            refused[str(route)] = status
        if cost.hashes and not hashes_password(
            {"REQUEST_METHOD": route.method, "PATH_INFO": meter.path(route)}
        ):
            slow.append(str(route))
    if os.environ.get("REWRITE_ROUTES"):
        TABLE.write_text("\n".join(lines) + "\n")

    assert refused == {}
    assert slow == [], "These hash passwords, and would occupy the threads of other requests."
    assert lines == TABLE.read_text().splitlines()
