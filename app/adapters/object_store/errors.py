"""What may be wrong with an object store, in words for operators and in words for authors."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

FULL_DISK = {errno.ENOSPC, errno.EDQUOT}


class Cause(StrEnum):
    """What is wrong; the value is what an author reads."""

    AWAY = "The place where we keep your site's files does not answer. Your site stays as it is."
    REFUSED = "We may not write to the place where we keep your site's files. Your site stays as it is."
    FULL = "There is no room left where we keep your site's files. Your site stays as it is."


class StoreTrouble(OSError):
    """The store cannot be used now. `str()` is for operators and never holds a key; `user_message` is for authors."""

    def __init__(self, cause: Cause, words: str) -> None:
        super().__init__(words)
        self.cause = cause

    @property
    def user_message(self) -> str:
        """A plain sentence for the author whose publication it stops."""
        return str(self.cause)


@contextmanager
def room_for(place: str) -> Iterator[None]:
    """Turn the error of a full disk, or of one that cannot be written to, into words."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise StoreTrouble(Cause.FULL, f"The object store {place} is full. Make room there.") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            words = f"The object store {place} cannot be written to: {error.strerror}. Check its rights."
            raise StoreTrouble(Cause.REFUSED, words) from error
        raise
