"""The kinds of fields that components may declare."""

from app.components.fields.base import FIELD_GONE as FIELD_GONE
from app.components.fields.base import LIST_GONE as LIST_GONE
from app.components.fields.base import Field as Field
from app.components.fields.base import FieldError as FieldError
from app.components.fields.base import Path as Path
from app.components.fields.base import StoredText as StoredText
from app.components.fields.base import TextField as TextField
from app.components.fields.base import field_at as field_at
from app.components.fields.base import walk_fields as walk_fields
from app.components.fields.links import PICTURE_ADDRESS as PICTURE_ADDRESS
from app.components.fields.links import Image as Image
from app.components.fields.links import Link as Link
from app.components.fields.links import SharedSection as SharedSection
from app.components.fields.nested import Array as Array
from app.components.fields.nested import Object as Object
from app.components.fields.nested import Slot as Slot
from app.components.fields.nested import display_text as display_text
from app.components.fields.per_size import ShowOn as ShowOn
from app.components.fields.plain import TOKEN_COLOURS as TOKEN_COLOURS
from app.components.fields.plain import Boolean as Boolean
from app.components.fields.plain import Colour as Colour
from app.components.fields.plain import Number as Number
from app.components.fields.plain import Radio as Radio
from app.components.fields.plain import RichText as RichText
from app.components.fields.plain import Select as Select
from app.components.fields.plain import Text as Text
from app.components.fields.plain import TextArea as TextArea

KINDS = tuple(
    each
    for each in vars().copy().values()
    if isinstance(each, type) and issubclass(each, Field) and each.kind
)
"""Every kind of field that components may declare: all kinds imported above."""
