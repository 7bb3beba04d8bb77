"""The outbox: messages to the queue, written in the transaction that needs the work, and read by the relay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, aliased

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
    tries: int
    faults: int
    waited: timedelta | None
    """How long it has been waiting for a service to respond; None if it is not waiting."""


WAITED = (func.clock_timestamp() - OutboxMessage.waits_since).label("waited")
COLUMNS = [getattr(OutboxMessage, field.name, WAITED) for field in fields(Message)]


def lock_open_messages(session: Session, *, in_turn: Collection[str] = ()) -> Sequence[Message]:
    """Lock and return one batch of open messages of all tenants, those that were checked longest ago first.

    Messages that wait for their next try are left out. Of the topics `in_turn`, each tenant's oldest message is
    returned, and its next one only when that is done.
    """
    query = (
        select(*COLUMNS)
        .where(OutboxMessage.dispatched_at.is_(None), _is_due(OutboxMessage))
        .where(or_(OutboxMessage.topic.not_in(in_turn), ~_earlier_message().exists()))
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


def retry_later(
    session: Session, message: Message, *, pause: timedelta, is_outage: bool, reason: str
) -> None:
    """Record that a job failed and is tried again after a pause."""
    now = func.clock_timestamp()
    _update(
        session,
        [message],
        tries=message.tries + 1,
        faults=message.faults + (not is_outage),
        waits_since=func.coalesce(OutboxMessage.waits_since, now) if is_outage else None,
        retry_at=now + pause,
        last_error=reason,
    )


def park(session: Session, message: Message, *, reason: str, tries: int = 1) -> None:
    """Give the work up, after this many more tries, until somebody sends it again."""
    now = func.clock_timestamp()
    _update(
        session,
        [message],
        tries=message.tries + tries,
        dispatched_at=now,
        parked_at=now,
        last_error=reason,
    )


def _is_due(message: type[OutboxMessage]) -> ColumnElement[bool]:
    return or_(message.retry_at.is_(None), message.retry_at <= func.clock_timestamp())


def _earlier_message() -> Any:
    earlier = aliased(OutboxMessage)
    return select(earlier.id).where(
        earlier.tenant_id == OutboxMessage.tenant_id,
        earlier.topic == OutboxMessage.topic,
        earlier.id < OutboxMessage.id,
        earlier.dispatched_at.is_(None),
        _is_due(earlier),
    )


def _update(session: Session, messages: Sequence[Message], **values: Any) -> None:
    if messages:
        ids = [message.id for message in messages]
        session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(**values))
