"""What goes into a build: revisions, inputs, assets, and the key of each page."""

from app.services.publishing.planning.build_inputs import (
    Inputs,
    PageRecord,
    State,
    read_live,
    read_state,
)
from app.services.publishing.planning.bundled_assets import (
    asset_address,
)
from app.services.publishing.planning.frame import (
    Frame,
    PlannedPage,
)
from app.services.publishing.planning.pictures import (
    PictureLost,
    PlannedPicture,
)
from app.services.publishing.planning.plan import (
    Plan,
    read_plan,
)
from app.services.publishing.planning.revision_selection import (
    Choosing,
    choose_page,
    choose_release,
)

__all__ = [
    "Choosing",
    "Frame",
    "Inputs",
    "PageRecord",
    "PictureLost",
    "Plan",
    "PlannedPage",
    "PlannedPicture",
    "State",
    "asset_address",
    "choose_page",
    "choose_release",
    "read_live",
    "read_plan",
    "read_state",
]
