"""Kinds of text: how one is written, compared with another and joined to it."""

from enum import StrEnum


class TextKind(StrEnum):
    """A kind of text. The value is its name in the database and in the editor's scripts."""

    NONE = ""
    """Not a text."""
    LINE = "text"
    LINES = "textarea"
    RICH = "richtext"
    ADDRESS = "address"

    @property
    def is_html(self) -> bool:
        """Whether its words stand between tags."""
        return self is TextKind.RICH

    @property
    def is_prose(self) -> bool:
        """Whether authors type in it, rather than change it."""
        return self in (TextKind.LINES, TextKind.RICH)

    @property
    def separator(self) -> str | None:
        """What goes between two texts that are both kept; None where only one of them can be."""
        return {TextKind.LINE: " ", TextKind.LINES: "\n\n", TextKind.RICH: ""}.get(self)
