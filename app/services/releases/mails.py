"""What whoever planned a release is told about its end."""

from app.models import User
from app.services.mail import Mail, greeting_name

_LIVE = """Hello {name},

“{release}” is live since {when}.
Your readers find it at {address}

All releases of {site}: {releases}

QuillSpace
"""

_FAILED = """Hello {name},

“{release}” {what}. We tried several times, and this got in the way:

    {reason}

Your readers still see {site} as it was before, and nothing that you wrote is lost.
Once that is mended, choose “Try again” at
{releases}

QuillSpace
"""


def compose_live_mail(user: User, **details: str) -> Mail:
    """Readers see it. `details`: release, when, address, site, releases."""
    return Mail(
        subject=f"“{details['release']}” is live", body=_LIVE.format(name=greeting_name(user), **details)
    )


def compose_failed_mail(user: User, **details: str) -> Mail:
    """It was tried for the last time. `details`: release, what, reason, site, releases."""
    return Mail(
        subject=f"“{details['release']}” {details['what']}",
        body=_FAILED.format(name=greeting_name(user), **details),
    )
