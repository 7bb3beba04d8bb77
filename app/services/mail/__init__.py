"""Email: queued in the transaction that needs it, composed and sent by a job."""

from app.services.mail.messages import (
    Composer,
    Mail,
    deliver,
    greeting_name,
)
from app.services.mail.queue import (
    TOPIC,
    MailKind,
    send_later,
)

__all__ = [
    "TOPIC",
    "Composer",
    "Mail",
    "MailKind",
    "deliver",
    "greeting_name",
    "send_later",
]
