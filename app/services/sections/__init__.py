"""Reusable sections: saved ones, which are copied onto pages, and shared ones, which pages reference."""

from app.services.sections.header_footer import (
    hide_part,
    show_part,
)
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
    check_limit,
    clean_name,
    delete_section,
    get_section,
    list_sections,
    rename_section,
    restore_section,
    show_on_every_page,
)
from app.services.sections.shared_trees import (
    SiteParts,
    SiteSections,
    section_rows,
    site_sections,
)

__all__ = [
    "SectionCard",
    "SiteParts",
    "SiteSections",
    "check_limit",
    "clean_name",
    "delete_saved",
    "delete_section",
    "get_saved",
    "get_section",
    "hide_part",
    "list_saved",
    "list_sections",
    "rename_saved",
    "rename_section",
    "restore_saved",
    "restore_section",
    "save_block",
    "section_rows",
    "show_on_every_page",
    "show_part",
    "site_sections",
]
