"""Receives request bodies on the event loop: within a deadline, up to a size, and without occupying a thread."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

KB, MB = 1024, 1024 * 1024
MAX_BODY_BYTES = 31 * MB
"""More than any route accepts. Routes have lower limits, with messages of their own."""
SPOOL_BYTES = 256 * KB
"""A larger body is written to a temporary file."""


class BodyTooLarge(Exception):
    """The body has more than MAX_BODY_BYTES."""


class BodyTimeout(Exception):
    """The body did not arrive in time."""


@dataclass(frozen=True)
class Limits:
    """How long a body may take, in seconds."""

    idle: float = 10.0
    """Between two chunks."""
    small: float = 20.0
    """In all, for a body of up to 1 MB."""
    large: float = 180.0
    """In all, for a larger one."""


async def receive_body(chunks: AsyncIterator[bytes], *, length: int | None, limits: Limits) -> IO[bytes]:
    """Return the body as a file, at its beginning.

    `length` is the value of Content-Length, None if the client sent none. Raises BodyTooLarge and BodyTimeout.
    """
    if length is not None and length > MAX_BODY_BYTES:
        raise BodyTooLarge
    body = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        await _copy(chunks, body, length=length, limits=limits)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _copy(chunks: AsyncIterator[bytes], body: IO[bytes], *, length: int | None, limits: Limits) -> None:
    started, size = asyncio.get_running_loop().time(), 0
    try:
        async with asyncio.timeout(limits.small) as deadline:
            if length is not None and length > MB:
                deadline.reschedule(started + limits.large)
            while chunk := await _next(chunks, limits.idle):
                size += len(chunk)
                if size > MAX_BODY_BYTES:
                    raise BodyTooLarge
                if size > MB:
                    deadline.reschedule(started + limits.large)
                body.write(chunk)
    except TimeoutError as error:
        raise BodyTimeout from error


async def _next(chunks: AsyncIterator[bytes], seconds: float) -> bytes:
    """Return the next chunk, b"" at the end. Raises TimeoutError."""
    try:
        async with asyncio.timeout(seconds):
            # Not `anext` with a default: it expects more of the awaitable than Granian's offers.
            return await chunks.__anext__()  # noqa: PLC2801
    except StopAsyncIteration:
        return b""
