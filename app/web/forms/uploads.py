"""Picture uploads: limited in size, and in number both per tenant and in total."""

import mmap
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import request

from app.errors import Invalid, Unavailable
from app.tenancy import current_tenant_id

MB = 1024 * 1024
MAX_UPLOAD_BYTES = 30 * MB
MAX_CONCURRENT_UPLOADS = 6
"""Well below the number of server threads, so that uploads do not block everyone else."""
MAX_UPLOADS_PER_TENANT = 3
CHUNK_BYTES = 256 * 1024


class UploadSlots:
    """Counts the uploads that are being handled. The web server has already received each of them completely."""

    def __init__(self) -> None:
        self._count: Counter[UUID] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def reserve(self, tenant_id: UUID) -> Iterator[None]:
        """Hold a slot within the block. Raises Unavailable if the tenant, or all tenants together, have too many."""
        with self._lock:
            if (
                self._count.total() >= MAX_CONCURRENT_UPLOADS
                or self._count[tenant_id] >= MAX_UPLOADS_PER_TENANT
            ):
                raise Unavailable(
                    "Many pictures are being uploaded right now. This one will be sent again in a moment."
                )
            self._count[tenant_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= Counter([tenant_id])


UPLOAD_SLOTS = UploadSlots()


@contextmanager
def receive_upload() -> Iterator[memoryview]:
    """Read the request body. Raises Invalid if it is too large, Unavailable if there are too many uploads."""
    size = request.content_length or 0
    if size > MAX_UPLOAD_BYTES:
        raise Invalid(
            f"This file is {size / MB:,.0f} MB. Pictures can be up to {MAX_UPLOAD_BYTES / MB:.0f} MB."
        )
    with UPLOAD_SLOTS.reserve(current_tenant_id()):
        yield _read(size)


def _read(size: int) -> memoryview:
    """Read the body into an anonymous mmap: unlike the allocator, it returns its memory to the system when freed."""
    request.max_content_length = MAX_UPLOAD_BYTES
    data = memoryview(mmap.mmap(-1, size)) if size else memoryview(b"")
    filled = 0
    while filled < size and (piece := request.stream.read(min(CHUNK_BYTES, size - filled))):
        data[filled : filled + len(piece)] = piece
        filled += len(piece)
    return data[:filled]
