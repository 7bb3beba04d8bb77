"""What an edge keeps on disk: builds laid out as hard links, blobs, and a budget for both."""

from app.edge.disk.atomic_files import (
    ASIDE,
    write_whole,
)
from app.edge.disk.disk_budget import (
    DiskBudget,
)
from app.edge.disk.layout import (
    APART,
    Layout,
)
from app.edge.disk.recompression import (
    Recompressor,
)

__all__ = [
    "APART",
    "ASIDE",
    "DiskBudget",
    "Layout",
    "Recompressor",
    "write_whole",
]
