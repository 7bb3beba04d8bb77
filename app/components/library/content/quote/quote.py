"""Quote: a quotation with its source."""

from app.components import fields
from app.components.base import Component


class Quote(Component):
    """A quotation and where it comes from."""

    category = "Words and pictures"
    icon = "quote"
    preview = {"look": "display"}

    quote = fields.RichText(default="<p>A line that makes one want to read on.</p>", label="Quote")
    by = fields.Text(default="Who said it", max_length=120, label="Who said it")
    source = fields.Text(max_length=160, label="Source", help="A book, a newspaper or a letter, for example.")
    look = fields.Radio(
        options=(("rule", "With a line"), ("display", "Large, centred"), ("plain", "Indented")), tab="style"
    )
