"""The mails we write."""

from uuid import UUID

from sqlalchemy import select

from app.adapters import mail
from app.errors import NotFound
from app.extensions import config
from app.models import User
from app.services import accounts
from app.tenancy import transaction, user_scope

_RESET = """Hello {name},

someone, most likely you, asked for a new password for your QuillSpace account.
Choose it here within the next hour:

{url}

The link works once. If it was not you who asked, ignore this mail; your password stays as it is.

QuillSpace
"""

_VISIT = """Hello {name},

someone of our support has just opened your sites to help you.
They can look for 30 minutes and change nothing. This is the reason they gave:

    {reason}

Everything they look at is listed at {url}
There you can also choose whether support may look at all.

QuillSpace
"""

_RELEASE_LIVE = """Hello {name},

“{release}” is live since {when}.
Your readers find it at {address}

All releases of {site}: {releases}

QuillSpace
"""

_RELEASE_FAILED = """Hello {name},

“{release}” {what}. We tried several times, and this got in the way:

    {reason}

Your readers still see {site} as it was before, and nothing that you wrote is lost.
Once that is mended, choose “Try again” at
{releases}

QuillSpace
"""


def deliver(*, kind: str, user_id: str, **details: str) -> None:
    """Write and send one mail; sending it twice does no harm. Raises Unavailable."""
    with user_scope(UUID(user_id)), transaction() as session:
        user = session.scalar(select(User).where(User.id == UUID(user_id)))
    if user is None:
        raise NotFound("The person this mail was for is gone.")
    if kind == "password_reset":
        _deliver_reset(user)
    elif kind == "release_live":
        mail.send(
            to=user.email,
            subject=f"“{details['release']}” is live",
            body=_RELEASE_LIVE.format(name=user.name or "there", **details),
        )
    elif kind == "release_failed":
        mail.send(
            to=user.email,
            subject=f"“{details['release']}” {details['what']}",
            body=_RELEASE_FAILED.format(name=user.name or "there", **details),
        )
    else:
        _deliver_visit(user, reason=details["reason"])


def _deliver_reset(user: User) -> None:
    # The token is made only now, so that no row of the outbox holds one.
    url = f"{config().app_url}/password/{accounts.create_reset_token(user.id)}"
    body = _RESET.format(name=user.name or "there", url=url)
    mail.send(to=user.email, subject="Choose a new password for QuillSpace", body=body)


def _deliver_visit(user: User, *, reason: str) -> None:
    url = f"{config().app_url}/account/activity"
    body = _VISIT.format(name=user.name or "there", reason=reason, url=url)
    mail.send(to=user.email, subject="Support is looking at your QuillSpace sites", body=body)
