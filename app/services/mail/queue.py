"""Asks for a mail through the outbox, in the transaction that made it necessary."""

from enum import StrEnum
from uuid import UUID

from app.models import OutboxMessage
from app.tenancy import transaction

TOPIC = "mail"


class MailKind(StrEnum):
    """Every mail that can be asked for; `app/jobs/mail.py` knows who composes it."""

    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a mail
    SUPPORT_VISIT = "support_visit"
    RELEASE_LIVE = "release_live"
    RELEASE_FAILED = "release_failed"


def send_later(kind: MailKind, *, user_id: UUID, **details: str) -> None:
    """Have a mail sent to a person once the current transaction is committed."""
    with transaction() as session:
        session.add(OutboxMessage(topic=TOPIC, payload={"kind": kind, "user_id": str(user_id), **details}))
