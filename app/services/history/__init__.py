"""History of a page or site: steps, versions, and comparisons between states."""

from app.services.history.comparison import (
    Comparison,
    State,
    compare,
)
from app.services.history.cursor import (
    Cursor,
)
from app.services.history.site_history import (
    read_site_history,
)
from app.services.history.timeline import (
    Entry,
    EntryKind,
)
from app.services.history.timeline_steps import (
    read_page_history,
)
from app.services.history.versions import (
    name_version,
    rename_version,
    store_published_versions,
)

__all__ = [
    "Comparison",
    "Cursor",
    "Entry",
    "EntryKind",
    "State",
    "compare",
    "name_version",
    "read_page_history",
    "read_site_history",
    "rename_version",
    "store_published_versions",
]
