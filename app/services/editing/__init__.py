"""Editor actions on a page: blocks, list items, selections, pastes and sections."""

from app.services.editing.blocks import (
    duplicate_block,
    insert_block,
    move_block,
    remove_block,
    update_block,
)
from app.services.editing.canvas import (
    PageRow,
    canvas_context,
    get_page_row,
    page_facts,
)
from app.services.editing.conflict_resolution import (
    resolve,
)
from app.services.editing.items import (
    rearrange_items,
)
from app.services.editing.pastes import (
    paste_puck,
    paste_text,
)
from app.services.editing.section_placement import (
    detach_block,
    insert_saved,
    insert_shared,
    share_block,
)
from app.services.editing.selections import (
    CopiedBlocks,
    copy_blocks,
    duplicate_blocks,
    move_blocks,
    paste_copied,
    remove_blocks,
    transfer_blocks,
)

__all__ = [
    "CopiedBlocks",
    "PageRow",
    "canvas_context",
    "copy_blocks",
    "detach_block",
    "duplicate_block",
    "duplicate_blocks",
    "get_page_row",
    "insert_block",
    "insert_saved",
    "insert_shared",
    "move_block",
    "move_blocks",
    "page_facts",
    "paste_copied",
    "paste_puck",
    "paste_text",
    "rearrange_items",
    "remove_block",
    "remove_blocks",
    "resolve",
    "share_block",
    "transfer_blocks",
    "update_block",
]
