"""Queues emails through the outbox, in the transaction that causes them."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from app.models import OutboxMessage
from app.tenancy import transaction

TOPIC = "mail"


class MailKind(StrEnum):
    """Every kind of email; `app/jobs/mail.py` maps each to its composer."""

    CONFIRMATION = "confirmation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of email, not a password
    SUPPORT_VISIT = "support_visit"
    RELEASE_LIVE = "release_live"
    RELEASE_FAILED = "release_failed"


TO_CLAIMED_ADDRESSES = frozenset({MailKind.CONFIRMATION, MailKind.PASSWORD_RESET})
"""What is sent to addresses that nobody has confirmed: it contains nothing that their claimant has written."""

NOBODY = UUID(int=0)
"""The recipient of an email that is not sent, queued where a known address must not look different."""

LASTS = {MailKind.PASSWORD_RESET: timedelta(hours=1)}
"""How long an email of some kinds stays useful; it is not sent after that."""


def send_later(kind: MailKind, *, user_id: UUID, **details: str) -> None:
    """Queue an email to a user; it is sent after the current transaction commits."""
    ends = {"ends_at": (datetime.now(UTC) + LASTS[kind]).isoformat()} if kind in LASTS else {}
    payload = {"kind": kind, "user_id": str(user_id), "mail_id": str(uuid4()), **ends, **details}
    with transaction() as session:
        session.add(OutboxMessage(topic=TOPIC, payload=payload))
