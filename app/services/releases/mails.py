"""Emails to the author of a release when it is live or has failed."""

from collections.abc import Mapping

from app.models import User
from app.services.mail import Mail, greeting_name, own_link, plain

_LINKS = {"address", "releases"}

_LIVE = """Hello {name},

“{release}” has been live since {when}.
Your readers can find it at {address}

All releases for {site}: {releases}

QuillSpace
"""

_FAILED = """Hello {name},

“{release}” {what}. We tried several times. The reason:

    {reason}

Nothing has changed on {site} for your readers, and nothing that you wrote is lost.
Once the problem is fixed, choose “Try again” at
{releases}

QuillSpace
"""


def compose_live_mail(user: User, **details: str) -> Mail:
    """Compose the email saying that a release is live. `details`: release, when, address, site, releases."""
    told = _told(details)
    return Mail(subject=f"“{told['release']}” is live", body=_LIVE.format(name=greeting_name(user), **told))


def compose_failed_mail(user: User, **details: str) -> Mail:
    """Compose the email saying that a release could not begin or end, after the final attempt.

    `details`: release, what (such as “could not begin”), reason, site, releases.
    """
    told = _told(details)
    return Mail(
        subject=f"“{told['release']}” {told['what']}", body=_FAILED.format(name=greeting_name(user), **told)
    )


def _told(details: Mapping[str, str]) -> dict[str, str]:
    return {name: own_link(text) if name in _LINKS else plain(text) for name, text in details.items()}
