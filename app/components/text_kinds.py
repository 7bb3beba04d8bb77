"""Kinds of text: how they are written, compared and joined."""

from enum import StrEnum


class TextKind(StrEnum):
    """A kind of text. Its value is used in the database and the editor's scripts."""

    NONE = ""
    """Not text."""
    LINE = "text"
    LINES = "textarea"
    RICH = "richtext"
    ADDRESS = "address"

    @property
    def is_html(self) -> bool:
        """Whether the text is HTML."""
        return self is TextKind.RICH

    @property
    def is_prose(self) -> bool:
        """Whether the text is prose; the history then says “Typed in …” instead of “Changed …”."""
        return self in (TextKind.LINES, TextKind.RICH)

    @property
    def separator(self) -> str | None:
        """The separator for joining two texts; None if they can't be joined."""
        return {TextKind.LINE: " ", TextKind.LINES: "\n\n", TextKind.RICH: ""}.get(self)
