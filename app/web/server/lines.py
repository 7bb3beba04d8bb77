"""Threads for requests of one kind, and the line of complete requests that wait for one of them."""

import asyncio
import contextvars
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class LineIsFull(Exception):
    """Too many requests wait already, or this one has waited for too long. `message` is for the client."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


class Line:
    """Runs functions in its own threads, first come, first served."""

    def __init__(
        self, name: str, *, threads: int, places: int, seconds: float, message: str, retry_after: int
    ) -> None:
        """`places` is how many may wait or run at once; `seconds` is how long one may wait."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = places
        self._seconds = seconds
        self._message, self._retry_after = message, retry_after
        self._taken = 0

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run the function in a thread, in an empty context. Raises LineIsFull."""
        if self._taken >= self._places:
            raise self._full()
        self._taken += 1
        try:
            loop, context = asyncio.get_running_loop(), contextvars.Context()
            latest = time.monotonic() + self._seconds
            return await loop.run_in_executor(
                self._threads, context.run, self._run_before, latest, function, *arguments
            )
        finally:
            self._taken -= 1

    def _run_before(self, latest: float, function: Callable[..., Result], *arguments: object) -> Result:
        if time.monotonic() > latest:
            raise self._full()
        return function(*arguments)

    def _full(self) -> LineIsFull:
        return LineIsFull(self._message, retry_after=self._retry_after)
