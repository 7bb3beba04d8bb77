"""Forms: their inputs, submitted values and error messages."""

from app.web.forms.forms import (
    Form,
    Input,
)
from app.web.forms.picture_choice import (
    merge_picture_address,
    read_picture_choice,
)
from app.web.forms.responses import (
    form_response,
)
from app.web.forms.uploads import (
    receive_upload,
)

__all__ = [
    "Form",
    "Input",
    "form_response",
    "merge_picture_address",
    "read_picture_choice",
    "receive_upload",
]
