"""Waits for something that another thread or process does."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until the condition holds, and fail after 30 seconds."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)
