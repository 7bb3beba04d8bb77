"""The errors that services raise; `web/error_handlers.py` maps each to a status and a message."""


class DomainError(Exception):
    """An error with a message for the user.

    `field` is the name of the invalid input, if any.
    """

    message = "Something went wrong."

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.field = field


class NotFound(DomainError):
    """The object does not exist or is not visible to the current tenant."""

    message = "We couldn’t find that. It may have been deleted."


class Forbidden(DomainError):
    """The user is not allowed to do this."""

    message = "You don’t have permission to do that."


class Invalid(DomainError):
    """The input is invalid; forms keep the submitted values."""

    message = "Please check this and try again."


class Conflict(DomainError):
    """The input is valid but conflicts with the current state."""

    message = "Something changed in the meantime. Please check and try again."


class TooMany(DomainError):
    """A rate limit was exceeded. `retry_after` is in seconds."""

    message = "Too many attempts. Please wait a moment."

    def __init__(self, message: str = "", *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A service that we depend on is not responding."""

    message = "We can’t reach part of QuillSpace right now. Please try again in a moment."


class Refused(DomainError):
    """Another service has refused something for good, so that it is pointless to try again.

    The message is for operators and contains nothing that an author wrote.
    """

    message = "It was refused for good."


class NoTenant(RuntimeError):
    """The database was used outside a tenant, user or public scope, which is a bug."""
