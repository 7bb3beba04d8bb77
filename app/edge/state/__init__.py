"""An edge's state: hosts, live builds, redirects, previews, and the feed of changes."""

from app.edge.state.change_feed import (
    ChangeFeed,
    Changes,
    Facts,
)
from app.edge.state.previews import (
    PreviewLink,
    link_ended_page,
    set_cookie,
)
from app.edge.state.redirect_store import (
    RedirectStore,
)
from app.edge.state.reports import (
    LayoutFailure,
    Reports,
    read_edge_id,
)
from app.edge.state.site_state import (
    SiteState,
)
from app.edge.state.snapshot import (
    Host,
    Live,
    Snapshot,
    SnapshotFile,
)

__all__ = [
    "ChangeFeed",
    "Changes",
    "Facts",
    "Host",
    "LayoutFailure",
    "Live",
    "PreviewLink",
    "RedirectStore",
    "Reports",
    "SiteState",
    "Snapshot",
    "SnapshotFile",
    "link_ended_page",
    "read_edge_id",
    "set_cookie",
]
