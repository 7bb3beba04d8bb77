"""Values that differ between screen sizes: how fields store, show and validate them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components import fields
from app.components.base import SHOW_ON, Component
from app.components.sizes import MEDIA, Size, compact, hidden_label, is_sized, own_sizes, suffix, value_at
from app.errors import Invalid

ALIGN = fields.Radio(
    options=(("left", "Left"), ("center", "Centre")), name="align", label="Alignment", responsive=True
)
PLAIN = fields.Radio(options=(("left", "Left"), ("center", "Centre")), name="align", label="Alignment")
GAP = fields.Number(default=2, min=0, max=9, name="gap", label="Gap", responsive=True)
VALUES = st.sampled_from(["left", "center"])
MAPPINGS = st.dictionaries(st.sampled_from([size.value for size in Size]), VALUES, min_size=1)


def at_each(value):
    return [value_at(value, size) for size in Size]


def test_a_plain_value_applies_to_all_sizes():
    assert ALIGN.clean("center") == "center"
    assert ALIGN.shown("center") == "center"
    assert at_each("center") == ["center"] * 3


def test_a_size_without_a_value_inherits_from_the_next_larger_one():
    assert at_each({"desktop": "a", "phone": "b"}) == ["a", "a", "b"]
    assert at_each({"desktop": "a", "tablet": "b"}) == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ({"desktop": "left", "phone": "center"}, {"desktop": "left", "phone": "center"}),
        ({"desktop": "left", "phone": "left"}, "left"),
        ({"desktop": "center", "tablet": "center", "phone": "center"}, "center"),
        ({"phone": "center"}, {"desktop": "left", "phone": "center"}),
        ({"phone": "left"}, "left"),
        (
            {"desktop": "left", "tablet": "center", "phone": "left"},
            {"desktop": "left", "tablet": "center", "phone": "left"},
        ),
    ],
)
def test_only_different_values_are_stored(values, stored):
    assert ALIGN.clean(values) == stored


@given(MAPPINGS)
def test_cleaned_values_are_equivalent_and_stable(values):
    stored = ALIGN.clean(values)

    assert at_each(stored) == at_each({"desktop": "left", **values})
    assert ALIGN.clean(stored) == stored == ALIGN.shown(stored)
    assert json.loads(json.dumps(stored)) == stored


@given(MAPPINGS | VALUES, st.sampled_from([size.value for size in Size]), VALUES)
def test_an_input_changes_its_own_size_and_those_that_inherit_from_it(before, size, value):
    known = ALIGN.shown(before)

    after = ALIGN.with_part(before, [size], value)

    for one in Size:
        is_touched = list(Size).index(one) >= list(Size).index(size) and (
            one == size or not own_between(known, size, one)
        )
        assert value_at(after, one) == (value if is_touched else value_at(known, one))


def own_between(value, size, smaller):
    """True if a size after `size`, up to `smaller`, has its own value."""
    order = list(Size)
    between = order[order.index(size) + 1 : order.index(smaller) + 1]
    return any(one in own_sizes(value) for one in between)


def test_the_value_for_a_size_can_be_reset():
    both = {"desktop": "left", "phone": "center"}

    assert ALIGN.with_part(both, ["phone"], "") == "left"
    assert ALIGN.with_part("left", ["phone"], "") == "left"
    assert GAP.with_part({"desktop": 4, "tablet": 1, "phone": 3}, ["tablet"], "") == {
        "desktop": 4,
        "phone": 3,
    }


def test_an_empty_path_sets_the_largest_size():
    assert ALIGN.with_part({"desktop": "left", "phone": "center"}, [], "center") == "center"
    assert GAP.with_part({"desktop": 4, "phone": 3}, [], "5") == {"desktop": 5, "phone": 3}
    assert GAP.with_part({"desktop": 4, "phone": 3}, ["desktop"], "5") == {"desktop": 5, "phone": 3}


@pytest.mark.parametrize("raw", ["purple", {"phone": "purple"}, {"phone": None}, {"watch": "left"}, {}, []])
def test_an_invalid_choice_at_any_size_is_rejected_with_a_message(raw):
    with pytest.raises(fields.FieldError, match=r"Please choose one of the options for alignment\."):
        ALIGN.clean(raw)


def test_a_field_that_is_not_responsive_rejects_values_for_sizes():
    with pytest.raises(fields.FieldError):
        PLAIN.clean({"desktop": "left", "phone": "center"})
    with pytest.raises(Invalid):
        PLAIN.with_part("left", ["phone"], "center")
    assert PLAIN.shown({"desktop": "center", "phone": "left"}) == "left"


@pytest.mark.parametrize("path", [["watch"], ["phone", "deep"], ["0"]])
def test_an_unknown_size_is_rejected(path):
    for field in (ALIGN, SHOW_ON):
        with pytest.raises(Invalid):
            field.with_part("", path, "center")


def test_an_invalid_value_is_shown_as_the_inherited_one():
    assert ALIGN.shown({"desktop": "center", "tablet": "purple", "phone": "left"}) == {
        "desktop": "center",
        "phone": "left",
    }
    assert ALIGN.shown({"desktop": "purple", "phone": "center"}) == {"desktop": "left", "phone": "center"}
    assert GAP.shown({"desktop": 3, "phone": 99}) == 3


def test_only_choices_numbers_and_switches_can_be_responsive():
    with pytest.raises(TypeError, match="can’t have a value for each size"):

        class Wordy(Component):
            """A component whose text is declared responsive."""

            text = fields.Text(responsive=True)

    with pytest.raises(TypeError, match="component itself"):
        fields.Array(fields={"align": fields.Radio(options=(("a", "A"),), responsive=True)})


def test_every_component_has_show_on_and_cannot_redefine_it():
    class Bare(Component):
        """A component without fields of its own."""

    assert list(Bare.fields) == ["show_on"]
    assert Bare.defaults() == {}
    with pytest.raises(TypeError, match="show_on"):

        class Taken(Component):
            """A component that redefines `show_on`."""

            show_on = fields.Text()


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("", ""),
        ({}, ""),
        ({"phone": "on"}, ""),
        ({"phone": "off"}, {"phone": False}),
        ({"phone": False, "tablet": True}, {"phone": False}),
        ({"phone": False, "watch": 1}, {"watch": 1, "phone": False}),
    ],
)
def test_show_on_stores_hidden_sizes_only(raw, stored):
    assert SHOW_ON.clean(raw) == stored


def test_show_on_rejects_hiding_at_every_size():
    hidden = SHOW_ON.with_part({"desktop": False, "tablet": False}, ["phone"], "off")

    with pytest.raises(fields.FieldError, match="on at least one screen"):
        SHOW_ON.clean(hidden)
    assert SHOW_ON.hidden({"desktop": False, "tablet": False, "phone": False}) == []


@pytest.mark.parametrize("raw", ["phone", ["phone"], {"phone": "maybe"}, {"phone": []}, 7])
def test_show_on_rejects_invalid_values(raw):
    with pytest.raises(fields.FieldError, match="choose again"):
        SHOW_ON.clean(raw)
    assert SHOW_ON.hidden(raw) == []
    assert SHOW_ON.shown(raw) == {"desktop": True, "tablet": True, "phone": True}


def test_hidden_sizes_have_a_label():
    assert hidden_label([]) == ""
    assert hidden_label([Size.PHONE]) == "Hidden on phone"
    assert hidden_label([Size.PHONE, Size.TABLET]) == "Hidden on tablet and phone"


def test_every_set_of_sizes_has_a_unique_suffix_and_media_query():
    assert len(set(MEDIA.values())) == len({suffix(sizes) for sizes in MEDIA}) == 6
    assert not is_sized({})
    assert compact({"desktop": 1, "phone": True}) == {"desktop": 1, "phone": True}
