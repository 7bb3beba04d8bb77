import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "app" / "static" / "css" / "base" / "tokens.css"
GROUNDS = ("paper", "surface", "shade")
TEXTS = ("ink", "quiet", "accent", "accent-strong", "good", "warn", "bad")
PAIRS = [
    *product(TEXTS, GROUNDS),
    ("ink", "accent-soft"),
    ("ink", "good-soft"),
    ("ink", "warn-soft"),
    ("ink", "bad-soft"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]


def schemes() -> dict[str, dict[str, str]]:
    css = TOKENS.read_text()
    light, dark = css.split("prefers-color-scheme: dark", 1)
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": found[0], "dark": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_enough_contrast_with_its_background(scheme, text, ground):
    colours = schemes()[scheme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "paper"])
def test_the_border_of_an_input_has_enough_contrast(scheme, ground):
    colours = schemes()[scheme]

    assert contrast(colours["edge"], colours[ground]) >= 3
