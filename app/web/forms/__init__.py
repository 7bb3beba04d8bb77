"""Forms: their inputs, what was sent, and the answer with messages beside each input."""

from app.web.forms.forms import (
    Form,
    Input,
)
from app.web.forms.picture_choice import (
    read_choice,
    with_picture,
)
from app.web.forms.responses import (
    form_answer,
)
from app.web.forms.uploads import (
    received,
)

__all__ = [
    "Form",
    "Input",
    "form_answer",
    "read_choice",
    "received",
    "with_picture",
]
