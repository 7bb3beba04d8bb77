"""Messages that outlive a redirect."""

from enum import StrEnum

from flask import flash


class Tone(StrEnum):
    """How a message is meant."""

    GOOD = "good"
    NOTE = "note"
    WARN = "warn"
    BAD = "bad"


def flash_message(message: str, tone: Tone = Tone.GOOD) -> None:
    """Show a message on the next page."""
    flash(message, tone)
