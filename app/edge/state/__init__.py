"""What an edge knows: hosts, live builds, redirects, previews, and what changed since."""

from app.edge.state.change_feed import (
    ChangeFeed,
    Changes,
    Facts,
)
from app.edge.state.previews import (
    PreviewLink,
    ended_page,
    set_cookie,
)
from app.edge.state.redirect_rules import (
    RedirectRules,
)
from app.edge.state.reports import (
    Reports,
    Trouble,
)
from app.edge.state.site_state import (
    Stage,
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
    "Live",
    "PreviewLink",
    "RedirectRules",
    "Reports",
    "Snapshot",
    "SnapshotFile",
    "Stage",
    "Trouble",
    "ended_page",
    "set_cookie",
]
