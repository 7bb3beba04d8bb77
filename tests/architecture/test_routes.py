import re
from pathlib import Path

from flask import Flask

from app.web.auth.access import Access
from tests.architecture.route_costs import routes

LIST = Path(__file__).with_name("routes.txt")
VERBS = ("list", "new", "create", "show", "edit", "update", "delete")


def test_every_route_says_who_may_use_it(app: Flask):
    unmarked = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not isinstance(getattr(view, "access", None), Access)
    ]

    assert unmarked == []


def test_routes_are_those_in_the_table(app: Flask):
    """A new route, or another access rule, is a decision: add it to routes.txt. `test_costs` checks the costs."""
    written = [line.rsplit("  ", 2)[0] for line in LIST.read_text().splitlines()]
    assert [str(route) for route in routes(app)] == written


def test_routes_are_lowercase_words(app: Flask):
    strange = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not re.fullmatch(r"(/([a-z-]+|<[a-z:_]+>))*/?", rule.rule)
        or (rule.rule != "/" and rule.rule.endswith("/"))
    ]

    assert strange == []


def test_views_are_named_after_what_they_do(app: Flask):
    strange = [
        endpoint
        for endpoint in app.view_functions
        if endpoint != "static" and not endpoint.split(".")[1].startswith(VERBS)
    ]

    assert strange == []
