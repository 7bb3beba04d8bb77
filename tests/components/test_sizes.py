"""Values that differ between sizes of screen: what a field keeps, shows and refuses."""

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
WORDS = st.sampled_from(["left", "center"])
MAPPINGS = st.dictionaries(st.sampled_from([size.value for size in Size]), WORDS, min_size=1)


def at_each(value):
    return [value_at(value, size) for size in Size]


def test_a_plain_value_is_for_all_sizes():
    assert ALIGN.clean("center") == "center"
    assert ALIGN.shown("center") == "center"
    assert at_each("center") == ["center"] * 3


def test_a_size_without_a_value_has_what_the_next_larger_one_has():
    assert at_each({"desktop": "a", "phone": "b"}) == ["a", "a", "b"]
    assert at_each({"desktop": "a", "tablet": "b"}) == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("values", "kept"),
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
def test_only_what_differs_is_kept(values, kept):
    assert ALIGN.clean(values) == kept


@given(MAPPINGS)
def test_what_is_kept_means_the_same_and_is_kept_again_as_it_is(values):
    kept = ALIGN.clean(values)

    assert at_each(kept) == at_each({"desktop": "left", **values})
    assert ALIGN.clean(kept) == kept == ALIGN.shown(kept)
    assert json.loads(json.dumps(kept)) == kept


@given(MAPPINGS | WORDS, st.sampled_from([size.value for size in Size]), WORDS)
def test_an_input_changes_its_size_and_those_that_inherit_from_it(before, size, value):
    known = ALIGN.shown(before)

    after = ALIGN.with_part(before, [size], value)

    for one in Size:
        is_touched = list(Size).index(one) >= list(Size).index(size) and (
            one == size or not own_between(known, size, one)
        )
        assert value_at(after, one) == (value if is_touched else value_at(known, one))


def own_between(value, size, smaller):
    """Whether a size after `size`, up to this one, has a value of its own."""
    order = list(Size)
    between = order[order.index(size) + 1 : order.index(smaller) + 1]
    return any(one in own_sizes(value) for one in between)


def test_a_size_gives_its_own_value_up():
    both = {"desktop": "left", "phone": "center"}

    assert ALIGN.with_part(both, ["phone"], "") == "left"
    assert ALIGN.with_part("left", ["phone"], "") == "left"
    assert GAP.with_part({"desktop": 4, "tablet": 1, "phone": 3}, ["tablet"], "") == {
        "desktop": 4,
        "phone": 3,
    }


def test_the_fields_own_name_is_the_largest_size():
    assert ALIGN.with_part({"desktop": "left", "phone": "center"}, [], "center") == "center"
    assert GAP.with_part({"desktop": 4, "phone": 3}, [], "5") == {"desktop": 5, "phone": 3}
    assert GAP.with_part({"desktop": 4, "phone": 3}, ["desktop"], "5") == {"desktop": 5, "phone": 3}


@pytest.mark.parametrize("raw", ["purple", {"phone": "purple"}, {"phone": None}, {"watch": "left"}, {}, []])
def test_what_is_no_choice_at_any_size_is_refused_with_a_sentence(raw):
    with pytest.raises(fields.FieldError, match=r"Please choose one of the options for alignment\."):
        ALIGN.clean(raw)


def test_a_field_that_is_not_declared_so_takes_no_values_for_sizes():
    with pytest.raises(fields.FieldError):
        PLAIN.clean({"desktop": "left", "phone": "center"})
    with pytest.raises(Invalid):
        PLAIN.with_part("left", ["phone"], "center")
    assert PLAIN.shown({"desktop": "center", "phone": "left"}) == "left"


@pytest.mark.parametrize("path", [["watch"], ["phone", "deep"], ["0"]])
def test_a_size_that_there_is_not_is_refused(path):
    for field in (ALIGN, SHOW_ON):
        with pytest.raises(Invalid):
            field.with_part("", path, "center")


def test_a_value_that_can_not_be_used_is_shown_as_what_it_would_inherit():
    assert ALIGN.shown({"desktop": "center", "tablet": "purple", "phone": "left"}) == {
        "desktop": "center",
        "phone": "left",
    }
    assert ALIGN.shown({"desktop": "purple", "phone": "center"}) == {"desktop": "left", "phone": "center"}
    assert GAP.shown({"desktop": 3, "phone": 99}) == 3


def test_only_choices_numbers_and_switches_differ_between_sizes():
    with pytest.raises(TypeError, match="can’t have a value for each size"):

        class Wordy(Component):
            """A text for each size would be three texts to write."""

            text = fields.Text(responsive=True)

    with pytest.raises(TypeError, match="component itself"):
        fields.Array(fields={"align": fields.Radio(options=(("a", "A"),), responsive=True)})


def test_every_component_can_be_hidden_and_has_no_other_field_of_that_name():
    class Bare(Component):
        """Nothing at all."""

    assert list(Bare.fields) == ["show_on"]
    assert Bare.defaults() == {}
    with pytest.raises(TypeError, match="show_on"):

        class Taken(Component):
            """Takes the name."""

            show_on = fields.Text()


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("", ""),
        ({}, ""),
        ({"phone": "on"}, ""),
        ({"phone": "off"}, {"phone": False}),
        ({"phone": False, "tablet": True}, {"phone": False}),
        ({"phone": False, "watch": 1}, {"watch": 1, "phone": False}),
    ],
)
def test_where_it_is_shown_is_kept_as_where_it_is_not(raw, kept):
    assert SHOW_ON.clean(raw) == kept


def test_it_has_to_be_shown_somewhere():
    hidden = SHOW_ON.with_part({"desktop": False, "tablet": False}, ["phone"], "off")

    with pytest.raises(fields.FieldError, match="shown somewhere"):
        SHOW_ON.clean(hidden)
    assert SHOW_ON.hidden({"desktop": False, "tablet": False, "phone": False}) == []


@pytest.mark.parametrize("raw", ["phone", ["phone"], {"phone": "maybe"}, {"phone": []}, 7])
def test_where_it_is_shown_is_nothing_else(raw):
    with pytest.raises(fields.FieldError, match="choose again"):
        SHOW_ON.clean(raw)
    assert SHOW_ON.hidden(raw) == []
    assert SHOW_ON.shown(raw) == {"desktop": True, "tablet": True, "phone": True}


def test_words_say_where_it_is_hidden():
    assert hidden_label([]) == ""
    assert hidden_label([Size.PHONE]) == "Hidden on phone"
    assert hidden_label([Size.PHONE, Size.TABLET]) == "Hidden on tablet and phone"


def test_every_set_of_sizes_has_a_name_and_a_query_of_its_own():
    assert len(set(MEDIA.values())) == len({suffix(sizes) for sizes in MEDIA}) == 6
    assert not is_sized({})
    assert compact({"desktop": 1, "phone": True}) == {"desktop": 1, "phone": True}
