"""Templates receive every name that they use, and a fragment's first line lists those names."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError, meta, nodes

from app import create_app

ROOT = Path(__file__).parents[2] / "app" / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
FRAGMENTS = [name for name in TEMPLATES if name.rpartition("/")[2].startswith("_")]
COMMENT = re.compile(r"\{# (.+?) #\}", re.DOTALL)
NAME = re.compile(r"[a-z_][a-z0-9_]*")
EVERYWHERE = {"identity", "visit", "can_edit", "is_htmx", "request", "session", "g", "caller"}
"""Names that `app/web/template_context.py` and Flask pass to every template, and Jinja to every macro."""


@pytest.fixture(scope="module")
def environment(web_application) -> Environment:
    return web_application.jinja_env


@cache
def needed(environment, name):
    """Return the names that a template uses but does not define."""
    tree = environment.parse((ROOT / name).read_text())
    imported = {
        given if isinstance(given, str) else given[1]
        for each in tree.find_all(nodes.FromImport)
        for given in each.names
    }
    assigned = {
        target.name
        for each in tree.find_all(nodes.Assign)
        for target in each.find_all(nodes.Name)
        if target.ctx == "store"
    }
    return meta.find_undeclared_variables(tree) - imported - assigned - EVERYWHERE - set(environment.globals)


@cache
def needed_with_parts(environment, name, above=()):
    """Return the names needed by a template and by the templates that it includes or extends."""
    tree = environment.parse((ROOT / name).read_text())
    parts = {
        each.template.value
        for each in tree.find_all((nodes.Include, nodes.Extends))
        if isinstance(each.template, nodes.Const)
    }
    names = set(needed(environment, name))
    for part in parts - set(above):
        names |= needed_with_parts(environment, part, (*above, name))
    return names


def comment(name):
    found = COMMENT.match((ROOT / name).read_text())
    return found.group(1) if found else None


@pytest.mark.parametrize("name", FRAGMENTS)
def test_the_first_line_of_a_fragment_lists_its_variables(environment, name):
    said = comment(name)
    assert said, "A fragment begins with {# its, variables #} or {# no variables #}."
    named = set() if said == "no variables" else set(NAME.findall(said))
    assert needed(environment, name) - named == set()


@pytest.mark.parametrize("name", [name for name in TEMPLATES if comment(name)])
def test_no_comment_lists_an_unused_name(environment, name):
    before_explanations = comment(name).partition(":")[0]
    if not re.fullmatch(r"[a-z0-9_, ]+", before_explanations) or before_explanations == "no variables":
        return
    listed = {each.strip() for each in before_explanations.split(",")}
    assert listed - needed_with_parts(environment, name) - EVERYWHERE == set()


def test_an_undefined_name_is_an_error(environment):
    assert environment.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment.from_string("{% if forgotten %}x{% endif %}").render()


def test_in_production_an_undefined_name_renders_as_an_empty_string_and_is_logged(clean_database, caplog):
    forgiving = create_app(replace(clean_database, env="production", app_domain="app.example.test"))

    assert forgiving.jinja_env.from_string("a{{ forgotten }}b").render() == "ab"
    assert "forgotten" in caplog.text
