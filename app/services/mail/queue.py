"""Asks for a mail through the outbox, in the transaction that made it necessary."""

from uuid import UUID

from app.models import OutboxMessage
from app.tenancy import transaction

TOPIC = "mail"


def send_later(kind: str, *, user_id: UUID, **details: str) -> None:
    """Have a mail sent to a person once the current transaction is committed."""
    with transaction() as session:
        session.add(OutboxMessage(topic=TOPIC, payload={"kind": kind, "user_id": str(user_id), **details}))
