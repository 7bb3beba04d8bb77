"""Form classes: inputs, validation and error messages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import ClassVar, Self

from app.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany, Unavailable

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Control characters, which we reject, and lone surrogates, which cannot be encoded."""
_SHOWN_IN_FORM = (Invalid, Conflict, TooMany, Unavailable)


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input in a form."""

    label: str
    kind: str = "text"
    required: bool = True
    optional_note: str = "optional"
    """A note beside the label of an optional input; '' for none."""
    max_length: int = 120
    help: str = ""
    autocomplete: str = ""
    placeholder: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def clean(self, given: str) -> str:
        """Strip and validate a submitted value. Raises Invalid with a message for the user."""
        text = given if self.kind == "password" else given.strip()
        if _UNSTORABLE.search(text):
            raise Invalid("This contains a character that can’t be saved. Please type it again.")
        if self.required and not text:
            raise Invalid(self._missing())
        if len(text) > self.max_length:
            raise Invalid(f"This is {len(text):,} characters long; please use at most {self.max_length:,}.")
        if self.options and text and text not in dict(self.options):
            raise Invalid("Please choose one of these.")
        return text

    def _missing(self) -> str:
        return "Please choose one." if self.options else "Please fill this in."


@dataclass
class Form:
    """A form with its values and errors."""

    inputs: ClassVar[dict[str, Input]] = {}

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    message: str = ""
    """An error that does not belong to a single input."""
    status: int = 200
    retry_after: int = 0
    """Seconds to wait before the next attempt; 0 if no rate limit was exceeded."""

    def __init_subclass__(cls) -> None:
        cls.inputs = {name: value for name, value in vars(cls).items() if isinstance(value, Input)}

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Self:
        """Parse and validate submitted values; never raises."""
        form = cls(values={name: sent.get(name, "") for name in cls.inputs}, status=422)
        for name, asked in cls.inputs.items():
            try:
                form.values[name] = asked.clean(form.values[name])
            except Invalid as error:
                form.errors[name] = str(error)
        return form

    @classmethod
    def filled(cls, **values: str) -> Self:
        """Create an unsubmitted form with initial values."""
        return cls(values=values)

    @property
    def is_valid(self) -> bool:
        """True if the form has no errors."""
        return not self.errors and not self.message

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def is_on(self, name: str) -> bool:
        """Return True if the checkbox is ticked."""
        return self[name] in {"1", "on", "true", "yes"}

    def add_error(self, error: DomainError) -> None:
        """Show a service's error beside its input, or above the form."""
        self.status = _STATUS.get(type(error), 422)
        self.retry_after = error.retry_after if isinstance(error, TooMany) else 0
        if error.field in self.inputs:
            self.errors[str(error.field)] = str(error)
        else:
            self.message = str(error)

    def catch_errors(self) -> "_ErrorCatcher":
        """Return a context manager that shows domain errors in the form instead of on an error page."""
        return _ErrorCatcher(self)


_STATUS: dict[type[DomainError], int] = {TooMany: 429, Unavailable: 503, Forbidden: 403, NotFound: 422}


class _ErrorCatcher:
    def __init__(self, form: Form) -> None:
        self.form = form

    def __enter__(self) -> None:
        """Do nothing: the work is done on exit."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(error, _SHOWN_IN_FORM) or (isinstance(error, NotFound | Forbidden) and error.field):
            self.form.add_error(error)
            return True
        return False
