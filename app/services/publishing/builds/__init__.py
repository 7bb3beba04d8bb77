"""A build as data, passed from planning to rendering, storage and activation: its plan, record and files."""

from app.services.publishing.builds.build import (
    Build,
)
from app.services.publishing.builds.build_record import (
    BuildRecord,
    PageInputs,
    read_live,
    read_record,
)
from app.services.publishing.builds.bundled_assets import (
    asset_address,
    catalogue,
)
from app.services.publishing.builds.encoding import (
    Encoded,
    encode,
)
from app.services.publishing.builds.file_batch import (
    FileBatch,
    OutputFile,
)
from app.services.publishing.builds.frame import (
    NOT_FOUND_FILE,
    Frame,
    PlannedPage,
)
from app.services.publishing.builds.plan import (
    Plan,
)
from app.services.publishing.builds.planned_picture import (
    PictureLost,
    PlannedPicture,
)
from app.services.publishing.builds.revision_selection import (
    RevisionSelection,
    ScheduledRelease,
)

__all__ = [
    "NOT_FOUND_FILE",
    "Build",
    "BuildRecord",
    "Encoded",
    "FileBatch",
    "Frame",
    "OutputFile",
    "PageInputs",
    "PictureLost",
    "Plan",
    "PlannedPage",
    "PlannedPicture",
    "RevisionSelection",
    "ScheduledRelease",
    "asset_address",
    "catalogue",
    "encode",
    "read_live",
    "read_record",
]
