"""Code shared by editor routes: reading an edit from the request and rendering the response."""

from app.web.editor.announcements import (
    added_blocks,
    placed_blocks,
)
from app.web.editor.document import (
    canvas_document,
    canvas_policy,
    still_document,
)
from app.web.editor.field_pictures import (
    field_picture,
)
from app.web.editor.inspector import (
    inspect,
)
from app.web.editor.outline_items import (
    OutlineItem,
    outline,
    outline_item,
    summary,
)
from app.web.editor.requests import (
    acknowledge,
    read_copied,
    read_gesture,
    read_id,
    read_revision,
    read_selected,
    read_uuid,
    read_values,
)
from app.web.editor.responses import (
    changes_response,
    edit_response,
)

__all__ = [
    "OutlineItem",
    "acknowledge",
    "added_blocks",
    "canvas_document",
    "canvas_policy",
    "changes_response",
    "edit_response",
    "field_picture",
    "inspect",
    "outline",
    "outline_item",
    "placed_blocks",
    "read_copied",
    "read_gesture",
    "read_id",
    "read_revision",
    "read_selected",
    "read_uuid",
    "read_values",
    "still_document",
    "summary",
]
