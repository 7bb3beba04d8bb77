"""Receives request bodies on the event loop: within a deadline, up to a size limit, and without occupying a thread."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

KB, MB = 1024, 1024 * 1024
MAX_BODY_BYTES = 31 * MB
"""More than any route accepts. Routes have lower limits, with messages of their own."""
MAX_SMALL_BYTES = MB
"""A larger body is accepted only from a signed-in browser."""
MAX_LARGE_BODIES = 4
"""How many large bodies one browser may send at once."""
SPOOL_BYTES = 256 * KB
"""A larger body is written to a temporary file."""


class BodyTooLarge(Exception):
    """The body has more than MAX_BODY_BYTES."""


class BodyTimeout(Exception):
    """The body did not arrive in time."""


class BodyIncomplete(Exception):
    """The client stopped sending before the end of the body."""


class SignedOutBody(Exception):
    """A browser that is not signed in sent more than MAX_SMALL_BYTES."""


class TooManyBodies(Exception):
    """The client is already sending MAX_LARGE_BODIES large bodies."""


@dataclass(frozen=True)
class Limits:
    """Time limits for receiving a body, in seconds."""

    idle: float = 10.0
    """Maximum pause between two chunks."""
    small: float = 20.0
    """In total, for a body of up to 1 MB."""
    large: float = 180.0
    """In total, for a larger one."""


class LargeBodies:
    """Counts the large bodies that each browser is sending, so that none takes more than its share."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    @contextmanager
    def slot(self, browser: str | None) -> Iterator[None]:
        """Reserve a slot for a large body. Raises TooManyBodies, or SignedOutBody if `browser` is None."""
        if browser is None:
            raise SignedOutBody
        if self._count[browser] >= MAX_LARGE_BODIES:
            raise TooManyBodies
        self._count[browser] += 1
        try:
            yield
        finally:
            self._count[browser] -= 1
            if not self._count[browser]:
                del self._count[browser]


async def receive_body(
    chunks: AsyncIterator[bytes],
    *,
    length: int | None,
    limits: Limits,
    slot: Callable[[], AbstractContextManager[None]],
) -> IO[bytes]:
    """Return the body as a file positioned at its start.

    `length` is the value of Content-Length, or None if there is none; `slot` reserves a place for a large body.
    Raises BodyTooLarge, BodyTimeout, BodyIncomplete, SignedOutBody or TooManyBodies.
    """
    if length == 0:
        return BytesIO()
    if length is not None and length > MAX_BODY_BYTES:
        raise BodyTooLarge
    body = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        await _fill(body, chunks, length=length, limits=limits, slot=slot)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _fill(
    body: IO[bytes],
    chunks: AsyncIterator[bytes],
    *,
    length: int | None,
    limits: Limits,
    slot: Callable[[], AbstractContextManager[None]],
) -> None:
    size = 0
    if length is None or length <= MAX_SMALL_BYTES:
        size = await _copy(chunks, body, upto=MAX_SMALL_BYTES, idle=limits.idle, seconds=limits.small)
    if size > MAX_SMALL_BYTES or (length or 0) > MAX_SMALL_BYTES:
        with slot():
            size = await _copy(
                chunks, body, upto=MAX_BODY_BYTES, idle=limits.idle, seconds=limits.large, size=size
            )
    if length is not None and size < length:
        raise BodyIncomplete


async def _copy(
    chunks: AsyncIterator[bytes],
    body: IO[bytes],
    *,
    upto: int,
    idle: float,
    seconds: float,
    size: int = 0,
) -> int:
    """Copy chunks until the end or until there are more than `upto` bytes; return the size of the body.

    Raises BodyTimeout, and BodyTooLarge above MAX_BODY_BYTES.
    """
    try:
        async with asyncio.timeout(seconds):
            while size <= upto and (chunk := await _next(chunks, idle)):
                size += len(chunk)
                body.write(chunk)
    except TimeoutError as error:
        raise BodyTimeout from error
    if size > MAX_BODY_BYTES:
        raise BodyTooLarge
    return size


async def _next(chunks: AsyncIterator[bytes], seconds: float) -> bytes:
    """Return the next chunk, or b"" at the end. Raises TimeoutError."""
    try:
        async with asyncio.timeout(seconds):
            # Not `anext` with a default: it expects more of the awaitable than Granian's offers.
            return await chunks.__anext__()
    except StopAsyncIteration:
        return b""
