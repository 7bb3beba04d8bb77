"""The contrast of text on a colour chosen by an author."""

from hypothesis import given
from hypothesis import strategies as st

from app.components.contrast import READABLE, contrast, ink_on, tokens_on

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_has_the_largest_contrast():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@given(colours)
def test_text_is_readable_on_every_colour(paper):
    assert contrast(ink_on(paper), paper) >= READABLE


@given(colours)
def test_quiet_text_and_text_on_the_accent_are_readable_on_every_colour(paper):
    tokens = tokens_on(paper)

    assert contrast(tokens["--quiet"], tokens["--paper"]) >= READABLE
    assert contrast(tokens["--on-accent"], tokens["--accent"]) >= READABLE
