"""Sections that authors use again: saved ones, of which pages get copies, and shared ones, which pages show."""

from app.services.sections.parts import leave_out, show_again
from app.services.sections.placing import detach_block, insert_saved, insert_shared, share_block
from app.services.sections.saved import (
    delete_saved,
    get_saved,
    list_saved,
    rename_saved,
    restore_saved,
    save_block,
)
from app.services.sections.shared import (
    SectionCard,
    delete_section,
    get_section,
    list_sections,
    rename_section,
    restore_section,
    show_on_every_page,
)

__all__ = [
    "SectionCard",
    "delete_saved",
    "delete_section",
    "detach_block",
    "get_saved",
    "get_section",
    "insert_saved",
    "insert_shared",
    "leave_out",
    "list_saved",
    "list_sections",
    "rename_saved",
    "rename_section",
    "restore_saved",
    "restore_section",
    "save_block",
    "share_block",
    "show_again",
    "show_on_every_page",
]
