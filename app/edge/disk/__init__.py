"""An edge's disk: builds laid out as hard links, a cache of blobs, and a budget for both."""

from app.edge.disk.atomic_files import (
    TEMPORARY_PREFIX,
    write_atomically,
)
from app.edge.disk.disk_budget import (
    DiskBudget,
)
from app.edge.disk.layout import (
    APART,
    Layout,
    is_internal,
)
from app.edge.disk.recompression import (
    Recompressor,
)

__all__ = [
    "APART",
    "TEMPORARY_PREFIX",
    "DiskBudget",
    "Layout",
    "Recompressor",
    "is_internal",
    "write_atomically",
]
