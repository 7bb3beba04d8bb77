"""Email: queued in the transaction that needs it, composed and sent by a job."""

from app.services.mail.messages import (
    Composer,
    Mail,
    deliver,
    greeting_name,
)
from app.services.mail.plain_text import (
    own_link,
    plain,
)
from app.services.mail.queue import (
    NOBODY,
    TO_CLAIMED_ADDRESSES,
    TOPIC,
    MailKind,
    send_later,
)

__all__ = [
    "NOBODY",
    "TOPIC",
    "TO_CLAIMED_ADDRESSES",
    "Composer",
    "Mail",
    "MailKind",
    "deliver",
    "greeting_name",
    "own_link",
    "plain",
    "send_later",
]
