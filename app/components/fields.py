"""What an author can fill in. Components use this module; its parts live in the ones beside it."""

from app.components.field import Field, FieldError
from app.components.fields_links import Image, Link, SharedSection
from app.components.fields_nested import Array, Object, Slot
from app.components.fields_plain import (
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
from app.components.fields_sizes import PerSize, ShowOn

__all__ = [
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
]
