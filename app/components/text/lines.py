"""Single lines of plain text, such as names."""

import unicodedata

_JOINERS = {"\u200c", "\u200d"}
"""Invisible, but part of the spelling in Persian and in Indic scripts."""


def one_line(text: str) -> str:
    """Return the text as a single line without control characters and without marks that change its direction."""
    shown = (char if _is_shown(char) else " " if char.isspace() or char < " " else "" for char in text)
    return " ".join("".join(shown).split())


def _is_shown(char: str) -> bool:
    return char in _JOINERS or not unicodedata.category(char).startswith(("C", "Zl", "Zp"))
