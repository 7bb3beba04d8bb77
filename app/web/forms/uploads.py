"""Picture uploads: read in chunks, and limited in size, time and number."""

import mmap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from app.errors import Invalid, Unavailable

MB = 1024 * 1024
MAX_UPLOAD_BYTES = 30 * MB
MAX_CONCURRENT_UPLOADS = 6
"""Well below the server's number of threads, so that slow uploads do not block everyone else."""
UPLOAD_TIMEOUT_SECONDS = 180
CHUNK_BYTES = 256 * 1024
_upload_slots = threading.BoundedSemaphore(MAX_CONCURRENT_UPLOADS)


@contextmanager
def receive_upload() -> Iterator[memoryview]:
    """Read the request body. Raises Invalid if it is too large or slow, Unavailable if there are too many uploads."""
    size = request.content_length or 0
    if size > MAX_UPLOAD_BYTES:
        raise Invalid(
            f"This file is {size / MB:,.0f} MB. Pictures can be up to {MAX_UPLOAD_BYTES / MB:.0f} MB."
        )
    if not _upload_slots.acquire(blocking=False):
        raise Unavailable(
            "Many pictures are being uploaded right now. This one will be sent again in a moment."
        )
    try:
        yield _read(size)
    finally:
        _upload_slots.release()


def _read(size: int) -> memoryview:
    """Read the body into an anonymous mmap: unlike the allocator, it returns its memory to the system when freed."""
    request.max_content_length = MAX_UPLOAD_BYTES
    deadline = time.monotonic() + UPLOAD_TIMEOUT_SECONDS
    data = memoryview(mmap.mmap(-1, size)) if size else memoryview(b"")
    filled = 0
    while filled < size and (piece := request.stream.read(min(CHUNK_BYTES, size - filled))):
        data[filled : filled + len(piece)] = piece
        filled += len(piece)
        if time.monotonic() > deadline:
            raise Invalid("The upload took too long. Please try again with a better connection.")
    return data[:filled]
