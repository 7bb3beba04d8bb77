import re
from pathlib import Path

from flask import Flask

from app.web.auth.access import Access
from tests.architecture.route_costs import routes

LIST = Path(__file__).with_name("routes.txt")
VERBS = ("list", "new", "create", "show", "edit", "update", "delete")
FORMS = {"new", "edit"}
"""Path segments that name the form for the resource before them."""

ONE_OF_A_KIND = {
    # Things that exist once in QuillSpace.
    *("account", "activity", "dev", "edge", "editor", "email", "gallery", "healthz", "library", "mail"),
    *("parked-work", "password", "sent", "session", "static", "support", "trash"),
    # Ways to sign in, named after their screens.
    *("sign-in", "sign-up", "code"),
    # Things that exist once per site, page, template or list.
    *("canvas", "count", "cover", "delivery", "details", "file", "history", "home", "not-found-page"),
    *("palette", "presence", "preview", "search", "search-preview", "settings", "ticket"),
}
METHODS = {
    "list": {"GET"},
    "new": {"GET"},
    "show": {"GET"},
    "edit": {"GET"},
    "create": {"POST"},
    "update": {"PATCH"},
    "delete": {"DELETE"},
}


def test_every_route_declares_its_access(app: Flask):
    unmarked = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not isinstance(getattr(view, "access", None), Access)
    ]

    assert unmarked == []


def test_routes_match_the_table(app: Flask):
    """A new route, or a change of access, is a deliberate decision: record it in routes.txt."""
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


def test_nouns_are_plural_unless_only_one_exists(app: Flask):
    """Events, such as restorations, are plural too."""
    words = {
        word
        for rule in app.url_map.iter_rules()
        for word in rule.rule.strip("/").split("/")
        if word and not word.startswith("<")
    }
    plural = {word for word in words - ONE_OF_A_KIND if word.endswith("s")}

    assert words - plural - FORMS - ONE_OF_A_KIND == set()
    assert ONE_OF_A_KIND - words == set()


def test_views_are_named_after_their_action(app: Flask):
    strange = [
        endpoint
        for endpoint in app.view_functions
        if endpoint != "static" and not endpoint.split(".")[1].startswith(VERBS)
    ]

    assert strange == []


def test_each_verb_has_one_method(app: Flask):
    strange = [
        str(route)
        for route in routes(app)
        if route.endpoint != "static"
        and route.method not in METHODS[route.endpoint.split(".")[1].partition("_")[0]]
    ]

    assert strange == []


def test_each_endpoint_has_one_route(app: Flask):
    """With several routes, `url_for` would have to choose one."""
    endpoints = [route.endpoint for route in routes(app)]

    assert sorted(endpoints) == sorted(set(endpoints))


def test_before_request_functions_do_not_depend_on_the_blueprint(app: Flask):
    """A form's `_method` changes the route after Flask has selected the blueprint's `before_request` functions."""
    assert set(app.before_request_funcs) == {None}
    assert not app.url_value_preprocessors
