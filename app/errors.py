"""What a service may refuse; `web/error_handlers.py` maps each to a status and friendly words."""


class DomainError(Exception):
    """A refusal with a sentence for the person who asked.

    `field` names the input it belongs to, when there is one.
    """

    message = "That did not work."

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.field = field


class NotFound(DomainError):
    """The thing is gone, or is not this tenant's to see."""

    message = "We could not find that. It may have been deleted."


class Forbidden(DomainError):
    """The person is known but may not do this."""

    message = "You do not have permission to do that."


class Invalid(DomainError):
    """The input breaks a rule; what was typed is kept."""

    message = "Please check this and try again."


class Conflict(DomainError):
    """The input was fine but something else was there first."""

    message = "Something changed in the meantime. Please look again."


class TooMany(DomainError):
    """A rate limit was reached. `retry_after` is in seconds."""

    message = "Too many attempts. Please wait a moment."

    def __init__(self, message: str = "", *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part we depend on does not answer right now."""

    message = "We cannot reach a part of QuillSpace right now. Please try again in a moment."


class NoTenant(RuntimeError):
    """Database work was attempted with no tenant or user in scope: a fault of ours."""
