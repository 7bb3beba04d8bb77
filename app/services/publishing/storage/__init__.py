"""Files of a build on their way into the object store."""

from app.services.publishing.storage.blob_reservations import (
    holding,
)
from app.services.publishing.storage.encoding import (
    Encoded,
    encode,
)
from app.services.publishing.storage.uploader import (
    Uploader,
)

__all__ = [
    "Encoded",
    "Uploader",
    "encode",
    "holding",
]
