"""What an author can fill in: the kinds of field that a component declares."""

from app.components.fields.base import (
    Field,
    FieldError,
)
from app.components.fields.links import (
    PICTURE_ADDRESS,
    Image,
    Link,
    SharedSection,
)
from app.components.fields.nested import (
    TEXT_KINDS,
    Array,
    Object,
    Slot,
    field_at,
    text_kinds,
)
from app.components.fields.per_size import (
    PerSize,
    ShowOn,
)
from app.components.fields.plain import (
    TOKEN_COLOURS,
    Boolean,
    Colour,
    Number,
    Radio,
    RichText,
    Select,
    Text,
    TextArea,
)

__all__ = [
    "PICTURE_ADDRESS",
    "TEXT_KINDS",
    "TOKEN_COLOURS",
    "Array",
    "Boolean",
    "Colour",
    "Field",
    "FieldError",
    "Image",
    "Link",
    "Number",
    "Object",
    "PerSize",
    "Radio",
    "RichText",
    "Select",
    "SharedSection",
    "ShowOn",
    "Slot",
    "Text",
    "TextArea",
    "field_at",
    "text_kinds",
]
