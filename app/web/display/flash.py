"""Flash messages, which survive a redirect."""

from enum import StrEnum

from flask import flash


class Tone(StrEnum):
    """The tone of a message."""

    GOOD = "good"
    NOTE = "note"
    WARN = "warn"
    BAD = "bad"


def flash_message(message: str, tone: Tone = Tone.GOOD) -> None:
    """Show a message on the next page."""
    flash(message, tone)
