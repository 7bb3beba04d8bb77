"""Planning of a build: revisions, inputs, assets, the key of each page, and which pages changed."""

from app.services.publishing.planning.build import (
    Build,
)
from app.services.publishing.planning.build_inputs import (
    PageInputs,
    read_live,
)
from app.services.publishing.planning.bundled_assets import (
    asset_address,
)
from app.services.publishing.planning.frame import (
    NOT_FOUND_FILE,
    Frame,
    PlannedPage,
)
from app.services.publishing.planning.pictures import (
    PictureLost,
    PlannedPicture,
)
from app.services.publishing.planning.preview_plan import (
    plan_preview,
)
from app.services.publishing.planning.publication_plan import (
    plan_publication,
)

__all__ = [
    "NOT_FOUND_FILE",
    "Build",
    "Frame",
    "PageInputs",
    "PictureLost",
    "PlannedPage",
    "PlannedPicture",
    "asset_address",
    "plan_preview",
    "plan_publication",
    "read_live",
]
