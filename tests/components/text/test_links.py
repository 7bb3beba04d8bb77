"""Stored links and pictures are shown in the same way with and without the shortcut for plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.fields import Field, Image, Link
from tests.tree.strategies import PROFILE

BEGINNINGS = ("http://", "https://", "HTTPS://", "mailto:", "page:", "asset:", "javascript:", "//", "/", "#")
LETTERS = ("a", "é", ".", "@", " ", "\n", "\r\n", "\0", "\ud800", "\u2003", "\x1f", '"', "<", "\\", "?x=1&y")
SPELLINGS = st.sampled_from([*BEGINNINGS, *LETTERS, "a" * 600, "b" * 2_000])
ADDRESSES = st.lists(SPELLINGS, max_size=4).map("".join)
ODD = st.one_of(ADDRESSES, st.none(), st.booleans(), st.integers(), st.just([]), st.just({}))
LINKS = st.one_of(ODD, st.dictionaries(st.sampled_from(["url", "page", "more"]), ODD))
IMAGES = st.one_of(
    ODD,
    st.dictionaries(st.sampled_from(["src", "alt", "decorative", "more"]), ODD),
    st.fixed_dictionaries({"src": ADDRESSES, "alt": ADDRESSES, "decorative": st.booleans()}),
)


@PROFILE
@given(LINKS)
def test_a_link_is_shown_in_its_cleaned_form(value):
    assert Link().shown(value) == Field.shown(Link(), value)


@PROFILE
@given(IMAGES)
def test_a_picture_is_shown_in_its_cleaned_form(value):
    assert Image().shown(value) == Field.shown(Image(), value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Link(), {"url": "/books/walden?x=1#top"}),
        (Link(), {"url": "mailto:ada@example.com"}),
        (Image(), {"src": "asset:field-notes/pond.svg", "alt": "A pond, “drawn”", "decorative": False}),
        (Image(), {"src": "https://example.com/a.jpg", "alt": "", "decorative": True}),
    ],
)
def test_plain_values_are_shown_as_stored(field, value):
    assert field.shown(value) is value


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//example.com", "/a b", '/"', "/" + "a" * 2_000, "/\0"]
)
def test_an_invalid_url_is_not_shown(url):
    assert Link().shown({"url": url}) == ""
    assert Image().shown({"src": url, "alt": "", "decorative": False}) == ""
