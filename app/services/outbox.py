"""The outbox: messages to the queue, written in the transaction that needs the work, and read by the relay."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models import OutboxMessage

BATCH = 200


@dataclass(frozen=True)
class Message:
    """One undelivered outbox row."""

    id: int
    tenant_id: UUID
    topic: str
    payload: dict[str, Any]
    request_id: str | None


COLUMNS = [getattr(OutboxMessage, field.name) for field in fields(Message)]


def lock_open_messages(session: Session) -> Sequence[Message]:
    """Lock and return one batch of open messages of all tenants, those that were checked longest ago first."""
    query = (
        select(*COLUMNS)
        .where(OutboxMessage.dispatched_at.is_(None))
        .order_by(OutboxMessage.looked_at.nulls_first(), OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return [Message(*row) for row in session.execute(query)]


def mark_checked(session: Session, messages: Sequence[Message], *, done: Sequence[Message]) -> None:
    """Record that `done` of these messages need no more work, and that the others were checked."""
    _update(session, done, dispatched_at=func.clock_timestamp())
    if len(messages) == BATCH:
        # The batch was full, so the next round must start with messages that have not been checked yet.
        still_open = [message for message in messages if message not in done]
        _update(session, still_open, looked_at=func.clock_timestamp())


def _update(session: Session, messages: Sequence[Message], **values: Any) -> None:
    if messages:
        ids = [message.id for message in messages]
        session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(**values))
