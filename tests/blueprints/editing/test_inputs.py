"""Each field type has an input, which submits the field's value under its path."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from jinja2 import TemplateNotFound

from app.components import fields
from app.components.fields import Field, walk_fields
from tests.components.test_field_kinds import sample, value_of

INSPECTOR = SimpleNamespace(links=[("00000000-0000-4000-8000-000000000001", "About")])
WITH_INPUT = [kind for kind in fields.KINDS if kind.has_input]
SENT = re.compile(r' (?:name|data-name)="([^"]+)"')
ECHOED = re.compile(r' (?:name|data-name)="([^"]+)"[^>]* data-echo="([^"]*)"')
every_input = pytest.mark.parametrize("kind", WITH_INPUT, ids=lambda kind: kind.__name__)


def rendered(application: Flask, field: Field, value: Any) -> str:
    """Render the field's row in the inspector."""
    inputs = application.jinja_env.get_template("editing/inspector/inputs.html").make_module()
    with application.test_request_context():
        return inputs.field(field, field.shown(value), field.name, INSPECTOR)


@every_input
def test_an_input_has_a_label_and_submits_its_value_under_its_path(web_application: Flask, kind: type[Field]):
    field = sample(kind)
    html = rendered(web_application, field, value_of(field))

    assert field.label in html or kind is fields.ShowOn  # ShowOn has a fixed heading instead
    assert 'data-field-row="sample"' in html
    sent = set(SENT.findall(html))
    assert sent
    assert all(name == "sample" or name.startswith("sample.") for name in sent)


@every_input
def test_the_field_accepts_what_its_input_submits(web_application: Flask, kind: type[Field]):
    field = sample(kind)
    value = value_of(field)

    for name in set(SENT.findall(rendered(web_application, field, value))):
        _sample, *path = name.split(".")
        assert field.with_part(value, path, "on") is not None


@every_input
def test_an_input_names_the_kind_of_text_that_the_canvas_echoes(web_application: Flask, kind: type[Field]):
    field = sample(kind)
    echoed = dict(ECHOED.findall(rendered(web_application, field, value_of(field))))
    texts = {path: each.text_kind for path, each in walk_fields({"sample": field}) if each.text_kind}

    for path, text_kind in texts.items():
        assert echoed[path.replace("*", "0")] == text_kind


def test_a_kind_without_an_input_template_raises(web_application: Flask):
    class Telephone(fields.Text):
        """A text field without an input template."""

        kind = "telephone"

    with pytest.raises(TemplateNotFound, match="telephone"):
        rendered(web_application, sample(Telephone), "")
