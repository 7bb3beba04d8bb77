"""Sends a mail to a person. What it says is composed by the capability that it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.adapters import mail
from app.errors import NotFound
from app.models import User
from app.tenancy import transaction, user_scope


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What a person is to read."""

    subject: str
    body: str


Composer = Callable[..., Mail]
"""Composes one kind of mail, from the `User` it is for and, by name, the details that `send_later` was given."""


def deliver(compose: Composer, *, user_id: UUID, details: Mapping[str, str]) -> None:
    """Compose and send one mail; sending it twice does no harm. Raises NotFound or Unavailable."""
    with user_scope(user_id), transaction() as session:
        user = session.scalar(select(User).where(User.id == user_id))
    if user is None:
        raise NotFound("The person this mail was for is gone.")
    composed = compose(user, **details)
    mail.send(to=user.email, subject=composed.subject, body=composed.body)


def greeting_name(user: User) -> str:
    """How a mail addresses its reader."""
    return user.name or "there"
