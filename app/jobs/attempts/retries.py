"""When a failed job is tried again, and when its message is parked."""

import random
from datetime import timedelta

from app.jobs.attempts.failures import Failure, FailureKind
from app.services.outbox import Message

MAX_FAULTS = 3
FAULT_PAUSE = timedelta(seconds=5)
"""The pause after the first fault; after the second, it is twice as long."""
MIN_PAUSE, MAX_PAUSE = timedelta(seconds=5), timedelta(minutes=30)
"""Limits of the pause during an outage; within them, it equals the time waited so far, so it doubles each time."""
MAX_WAIT = timedelta(days=1)
"""How long a message waits for a service to respond before it is parked."""
JITTER = 0.25
"""The share by which pauses vary, so that everything that failed at once is not tried again at once."""


def next_pause(message: Message, failure: Failure) -> timedelta | None:
    """The pause before the next try; None if the message has to be parked."""
    if failure.kind is FailureKind.OUTAGE:
        waited = message.waited or timedelta()
        return None if waited >= MAX_WAIT else _varied(min(MAX_PAUSE, max(MIN_PAUSE, waited)))
    if failure.kind is FailureKind.REFUSED or message.faults + 1 >= MAX_FAULTS:
        return None
    return FAULT_PAUSE * (message.faults + 1)


def _varied(pause: timedelta) -> timedelta:
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load; no secret depends on it
