"""Object store errors, with messages for operators and for authors."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

FULL_DISK = {errno.ENOSPC, errno.EDQUOT}


class Cause(StrEnum):
    """The kind of error; the value is the message for authors."""

    AWAY = "Our file storage isn’t responding. Your live site hasn’t changed."
    REFUSED = "We can’t write to our file storage. Your live site hasn’t changed."
    FULL = "Our file storage is full. Your live site hasn’t changed."


class StoreError(OSError):
    """The store is unusable. `str()` is for operators and contains no access key; `user_message` is for authors."""

    is_loggable = True

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause = cause

    @property
    def user_message(self) -> str:
        """The message for the author whose publication is stopped by the error."""
        return str(self.cause)


@contextmanager
def translated_errors(place: str) -> Iterator[None]:
    """Raise StoreError if the disk is full or cannot be written to."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise StoreError(
                Cause.FULL, f"The object store {place} is full. Free up some space there."
            ) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            message = (
                f"The object store {place} cannot be written to: {error.strerror}. Check its permissions."
            )
            raise StoreError(Cause.REFUSED, message) from error
        raise
