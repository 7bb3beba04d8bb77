"""Which spellings a search treats as equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tree.text import Query
from app.tree.text.text_search import fold
from tests.tree.strategies import PROFILE


def found(query: str, text: str, **options: bool) -> list[str]:
    return [text[start:end] for start, end in Query(query, **options).spans(text)]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("emma", "Emma, EMMA and emma", ["Emma", "EMMA", "emma"]),
        ("cafe", "Un Café, un cafe\u0301!", ["Café", "cafe\u0301"]),
        ("Brontë", "Bronte", ["Bronte"]),
        ("don't", "Don’t don't don‘t donʼt", ["Don’t", "don't", "don‘t", "donʼt"]),
        ('"no"', "“No” „no“ «no»", ["“No”", "„no“", "«no»"]),
        ("1811-1817", "1811–1817", ["1811–1817"]),
        ("mr darcy", "Mr\u00a0Darcy, Mr  Darcy", ["Mr\u00a0Darcy", "Mr  Darcy"]),
        ("  ", "two  spaces, three   spaces", ["  ", "   "]),
        ("strasse", "Straße", ["Straße"]),
        ("...", "And then…", ["…"]),
        ("author", "au\u00adthor", ["au\u00adthor"]),
        ("שלום", "שָׁלוֹם", ["שָׁלוֹם"]),
        ("क", "कु", ["क"]),
        ("(1) a+b", "(1) a+b", ["(1) a+b"]),
    ],
)
def test_variants_of_spelling_are_found(query, text, words):
    assert found(query, text) == words


@pytest.mark.parametrize(
    ("query", "text"), [("s", "ß"), (".", "…"), ("a\nb", "a\nb"), ("か", "が"), ("", "a")]
)
def test_part_of_a_character_is_not_found(query, text):
    assert found(query, text) == []


def test_match_case_distinguishes_capitals():
    assert found("Emma", "emma Emma EMMA", match_case=True) == ["Emma"]


def test_parts_of_words_are_not_found_with_whole_words():
    text = "art, Art’s art-lover part arty état"

    assert found("art", text, whole_words=True) == ["art", "Art", "art"]
    assert found("eta", text, whole_words=True) == []
    assert found("art,", text, whole_words=True) == ["art,"]


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\n", "\u0301"])
def test_an_empty_query_finds_nothing(text):
    assert not Query(text)
    assert Query(text).spans("a b \n") == []


@pytest.mark.parametrize(
    ("query", "words", "text", "after"),
    [
        ("colour", "color", "colour", "color"),
        ("colour", "color", "Colour", "Color"),
        ("colour", "color", "COLOUR", "COLOR"),
        ("colour", "Color", "COLOUR", "Color"),
        ("Colour", "hue", "COLOUR", "hue"),
        ("colour", "", "Colour", ""),
        ("a", "one", "A", "One"),
    ],
)
def test_a_replacement_takes_the_case_of_the_replaced_words(query, words, text, after):
    assert Query(query).adapt_case(words, text) == after


def test_with_match_case_capitals_stay_as_typed():
    assert Query("colour", match_case=True).adapt_case("color", "Colour") == "color"


LETTERS = st.text("aAäÄ\u0301\u0308 ’'\u00adß…ﬁ\u00a0-–e", max_size=20)


@PROFILE
@given(LETTERS, LETTERS, st.booleans(), st.booleans())
def test_found_text_equals_the_query_apart_from_spelling(text, query, match_case, whole_words):
    search = Query(query, match_case=match_case, whole_words=whole_words)
    last = 0

    for start, end in search.spans(text):
        assert last <= start < end
        last = end
        one, other = (fold(each, keep_case=match_case) for each in (text[start:end], query))
        assert one.split() == other.split() or one == other
        assert search.longest_literal.may_match(text)


@PROFILE
@given(LETTERS, st.booleans())
def test_a_text_is_found_in_itself(text, match_case):
    search = Query(text, match_case=match_case)

    assert len(search.spans(text)) == (1 if search else 0)
