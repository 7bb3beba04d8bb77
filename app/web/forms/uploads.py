"""A file on its way to us: read once, in pieces, never more than we take, and never by too many threads at once."""

import mmap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from app.errors import Invalid, Unavailable

MAX_UPLOAD_BYTES = 30 * 1024 * 1024
MAX_CONCURRENT_UPLOADS = 6
"""Far fewer than the threads that answer: a slow line must not keep everybody else waiting."""
UPLOAD_TIMEOUT_SECONDS = 180
CHUNK_BYTES = 256 * 1024
_upload_slots = threading.BoundedSemaphore(MAX_CONCURRENT_UPLOADS)


@contextmanager
def receive_upload() -> Iterator[memoryview]:
    """The body of this request. Raises Invalid when it is too large or too slow, and Unavailable."""
    size = request.content_length or 0
    if size > MAX_UPLOAD_BYTES:
        raise Invalid(
            f"This file has {size / 1e6:,.0f} MB. We take pictures of up to {MAX_UPLOAD_BYTES / 1e6:.0f} MB."
        )
    if not _upload_slots.acquire(blocking=False):
        raise Unavailable("Many pictures are on their way to us. This one will be sent again in a moment.")
    try:
        yield _read(size)
    finally:
        _upload_slots.release()


def _read(size: int) -> memoryview:
    """It lies in memory of its own, which goes back to the system at once; the allocator would keep it."""
    request.max_content_length = MAX_UPLOAD_BYTES
    deadline = time.monotonic() + UPLOAD_TIMEOUT_SECONDS
    data = memoryview(mmap.mmap(-1, size)) if size else memoryview(b"")
    filled = 0
    while filled < size and (piece := request.stream.read(min(CHUNK_BYTES, size - filled))):
        data[filled : filled + len(piece)] = piece
        filled += len(piece)
        if time.monotonic() > deadline:
            raise Invalid("The picture took too long to reach us. Please try again with a better connection.")
    return data[:filled]
