"""Mail: queued in the transaction that needs it, written and sent by a job."""

from app.services.mail.messages import (
    deliver,
)
from app.services.mail.queue import (
    TOPIC,
    send_later,
)

__all__ = [
    "TOPIC",
    "deliver",
    "send_later",
]
