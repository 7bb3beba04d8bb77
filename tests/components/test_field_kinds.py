"""Every kind of field has a name, a valid default, an input and an entry in the handbook."""

import json
from dataclasses import fields as options_of
from pathlib import Path
from typing import Any

import pytest

from app.components import fields
from app.components.fields import Field, StoredText, walk_fields
from app.components.text_kinds import TextKind

INPUTS = Path("app/templates/editing/inspector/inputs")
HANDBOOK = Path("docs/components.md").read_text()
OPTIONS: dict[str, Any] = {
    "label": "Sample",
    "options": (("left", "Left"), ("right", "Right")),
    "fields": {"words": fields.Text(), "link": fields.Link(), "picture": fields.Image()},
}
"""Values for the options that a kind may have."""
WRONG = (
    None,
    True,
    -1,
    1e308,
    "",
    "x" * 9_000,
    [],
    [None],
    [[1]],
    {},
    {"page": 3},
    {"src": []},
    {"phone": []},
)
KINDS_OF_VALUES = [kind for kind in fields.KINDS if kind is not fields.Slot]
every_kind = pytest.mark.parametrize("kind", fields.KINDS, ids=lambda kind: kind.__name__)


def sample(kind: type[Field]) -> Field:
    """Create a field of this kind, as a component would declare it."""
    known = {option.name for option in options_of(kind)}
    field = kind(**{name: value for name, value in OPTIONS.items() if name in known})
    field.__set_name__(Field, "sample")
    return field


def value_of(field: Field) -> Any:
    """Return a value in which every part of the field is filled in."""
    if field.text_kind:
        return "Emma"
    if "*" in field.children:
        return [value_of(field.children["*"])]
    if field.children:
        return {name: value_of(inner) for name, inner in field.children.items()}
    if field.is_picture:
        return {"src": "/emma.png", "alt": "Emma", "decorative": False}
    return {"url": "https://example.com/emma"} if field.offers_pages else field.default


def test_every_field_class_is_a_kind_with_a_unique_name():
    offered = [each for each in vars(fields).values() if isinstance(each, type) and issubclass(each, Field)]

    assert set(fields.KINDS) == {each for each in offered if each is not Field}
    assert len({kind.kind for kind in fields.KINDS}) == len(fields.KINDS)
    assert all("kind" in vars(kind) for kind in fields.KINDS)


def test_every_kind_with_an_input_has_a_template():
    own = {path.stem for path in INPUTS.glob("*.html") if not path.stem.startswith("_")}

    assert own == {kind.kind for kind in fields.KINDS if kind.has_input}


@every_kind
def test_every_kind_is_in_the_handbook(kind: type[Field]):
    assert f"`{kind.__name__}`" in HANDBOOK


@every_kind
def test_every_default_is_valid_json(kind: type[Field]):
    field = sample(kind)

    assert json.loads(json.dumps(field.default)) == field.default
    if kind.has_input:
        assert field.shown(field.clean(field.default)) == field.shown(field.default)


@pytest.mark.parametrize("kind", KINDS_OF_VALUES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value)[:12])
def test_invalid_stored_values_can_be_shown_and_searched(kind: type[Field], value: Any):
    field = sample(kind)

    json.dumps(field.shown(value))
    assert all(
        isinstance(text, StoredText) and isinstance(text.value, str) for text in field.texts(value, ())
    )
    assert all(link.target for link in field.links(value, ""))
    assert all(field.pictures(value))


@every_kind
def test_each_text_in_a_value_is_declared_at_its_path_and_can_be_replaced(kind: type[Field]):
    field = sample(kind)
    value = value_of(field)

    for text in field.texts(value, ()):
        path = [str(step) for step in text.path]
        declared = field.text_field(path)
        assert declared is not None
        assert declared.kind == text.kind
        changed = field.clean(field.with_part(value, path, "https://example.com/anne"))
        (new,) = [each.value for each in field.texts(changed, ()) if each.path == text.path]
        assert "https://example.com/anne" in new


@every_kind
def test_fields_whose_whole_value_is_a_text_declare_its_kind(kind: type[Field]):
    field = sample(kind)
    whole = [text.kind for text in field.texts(value_of(field), ()) if not text.path]

    assert whole == ([field.text_kind] if field.text_kind else [])


@every_kind
def test_a_nested_kind_returns_the_links_and_pictures_of_its_inner_fields(kind: type[Field]):
    field = sample(kind)
    inside = [field, *(inner for _path, inner in walk_fields(field.children))]
    value = value_of(field)

    assert any(each.offers_pages for each in inside) == bool(list(field.links(value, "here")))
    assert any(each.is_picture for each in inside) == bool(list(field.pictures(value)))


def test_each_kind_of_text_has_a_separator_for_joining():
    assert [kind.separator for kind in TextKind] == [None, " ", "\n\n", "", None]
