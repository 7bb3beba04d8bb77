"""Sends emails to users. Each service composes its own emails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from app.adapters import mail
from app.errors import NotFound
from app.models import User
from app.services.mail.plain_text import plain
from app.services.mail.queue import NOBODY, TO_CLAIMED_ADDRESSES
from app.tenancy import transaction, user_scope


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The subject and body of an email."""

    subject: str
    body: str


Composer = Callable[..., Mail]
"""Composes one kind of email from its recipient (`User`) and the keyword details passed to `send_later`."""


def deliver(
    kind: str,
    compose: Composer,
    *,
    user_id: UUID,
    details: Mapping[str, str],
    mail_id: str = "",
    ends_at: str = "",
) -> bool:
    """Compose and send one email, unless its recipient is NOBODY or has yet to confirm the address.

    Returns False if it was too late to send it. Safe to retry: each try has the same Message-ID, made from `mail_id`.
    Raises NotFound, Refused or Unavailable.
    """
    if user_id == NOBODY:
        return True
    if ends_at and datetime.fromisoformat(ends_at) <= datetime.now(UTC):
        return False
    with user_scope(user_id), transaction() as session:
        user = session.scalar(select(User).where(User.id == user_id))
    if user is None:
        raise NotFound("The recipient of this email no longer exists.")
    if user.confirmed_at is None and kind not in TO_CLAIMED_ADDRESSES:
        return True
    composed = compose(user, **details)
    mail.send(to=user.email, subject=composed.subject, body=composed.body, mail_id=mail_id)
    return True


def greeting_name(user: User) -> str:
    """The name for an email's salutation; whoever has not confirmed the address may be a stranger."""
    return (plain(user.name) if user.confirmed_at else "") or "there"
