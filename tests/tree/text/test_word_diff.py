"""Comparing texts word by word, and describing the differences in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tree.model import ABSENT, Edit
from app.tree.sync import Difference, Kind, describe_difference
from app.tree.text import Count, Run, compare_words, count_words, words_of
from tests.tree.strategies import PROFILE
from tests.tree.support import RULES


def counted(before: str, after: str) -> Count:
    return count_words(compare_words(before.split(), after.split()))


def changed(**edits: tuple[object, object]) -> Difference:
    return Difference(Kind.CHANGED, "q", "Quote", {name: Edit(*edit) for name, edit in edits.items()})


def test_added_deleted_and_changed_words_are_counted():
    assert counted("a quiet desk", "a quiet wooden desk") == Count(added=1)
    assert counted("a quiet desk", "a desk") == Count(deleted=1)
    assert counted("a quiet desk", "a loud desk") == Count(changed=1)
    assert counted("a quiet desk", "a quiet desk") == Count()


def test_only_the_words_that_readers_see_are_compared_in_formatted_text():
    html = "<p>It is a <b>tru</b>th</p><p>universally &amp; quietly<br>acknowledged</p>"

    assert words_of(html, is_html=True) == [
        "It",
        "is",
        "a",
        "truth",
        "universally",
        "&",
        "quietly",
        "acknowledged",
    ]
    assert words_of("1 < 2 and 3 > 2") == ["1", "<", "2", "and", "3", ">", "2"]
    assert words_of(None) == []


@PROFILE
@given(st.lists(st.sampled_from("abcd.")), st.lists(st.sampled_from("abcd.")))
def test_runs_turn_one_text_into_the_other(before, after):
    made, at = [], 0
    for run in compare_words(before, after):
        made += [*before[at : run.start], *after[run.new_start : run.new_end]]
        at = run.end
    assert made + before[at:] == after


def test_long_texts_are_compared_by_sentence():
    sentence = "It is a truth universally acknowledged that nothing here is new. "
    before = [f"{sentence}{number}." for number in range(400)]
    after = [*before[:100], "And then something was.", *before[100:300], *before[301:]]

    runs = compare_words("x ".join(before).split(), "y ".join(after).split())

    assert sum(run.end - run.start for run in runs) < len("x ".join(before).split())
    assert runs


@pytest.mark.parametrize(
    ("difference", "description"),
    [
        (Difference(Kind.MOVED, "q", "Quote"), "Quotation moved"),
        (Difference(Kind.REMOVED, "h", "Heading"), "Heading deleted"),
        (Difference(Kind.ADDED, "h", "Heading"), "Heading added"),
        (changed(text=("One day in May", "Two days in May")), "2 words changed in Quotation"),
        (changed(text=("One day", "One fine day")), "1 word added in Quotation"),
        (changed(lead=("<p>One day</p>", "<p><b>One</b> day</p>")), "Formatting changed in Quotation"),
        (changed(text=(ABSENT, "One day")), "2 words added in Quotation"),
        (changed(align=("left", "right")), "Align of Quotation changed"),
        (changed(align=(1, 2), size=(1, 2)), "Align and size of Quotation changed"),
        (changed(a=(1, 2), b=(1, 2), c=(1, 2)), "3 settings of Quotation changed"),
        (changed(text=("One", "Two"), align=(1, 2)), "1 word changed in Quotation, and its align"),
        (Difference(Kind.CHANGED, "root", "root", {"title": Edit("a", "b")}), "Title of the page changed"),
    ],
)
def test_a_difference_is_described_in_plain_words(difference, description):
    assert describe_difference(difference, RULES) == description


def test_words_are_compared_between_the_unchanged_sentences_of_a_long_text():
    before = [word for number in range(3_000) for word in (f"n{number}", "is", "a", "number.")]
    after = [word if word != "n7" else "seven" for word in before] + ["The", "end."]
    after[4_000] = "changed"

    assert compare_words(before, after) == [
        Run(28, 29, 28, 29),
        Run(4_000, 4_001, 4_000, 4_001),
        Run(12_000, 12_000, 12_000, 12_002),
    ]
