"""Browsers in which a user has signed in before, so that strangers' wrong guesses do not lock the user out there.

A signed cookie holds what such a browser knows. It signs nobody in.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, update

from app.models import UserCredential
from app.services.accounts import rate_limits as limits
from app.services.accounts.networks import network_of
from app.tenancy import public_scope, transaction, user_scope


@dataclass(frozen=True, kw_only=True)
class KnownBrowser:
    """A browser that one user has signed in with. It becomes unknown when the user's epoch changes."""

    id: str
    epoch: int


KnownBrowsers = Mapping[UUID, KnownBrowser]
"""What one browser knows, by the ids of the users who have signed in there."""


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The accounts that an email address may lead to: the confirmed one, and the newest that only claims it.

    In a browser that knows any of the address's accounts, it leads only to those.
    """

    confirmed: Row[Any] | None = None
    claimed: Row[Any] | None = None
    known: KnownBrowser | None = None
    """The entry of the browser by which its guesses are counted."""

    @property
    def first(self) -> Row[Any] | None:
        """The account that is meant, as long as nobody has entered a password."""
        return self.confirmed or self.claimed


def find_accounts(address: str, browsers: KnownBrowsers) -> Accounts:
    """Find the accounts of an email address. The work is the same whether or not there are any."""
    with public_scope(), transaction() as session:
        rows = session.execute(
            text("SELECT * FROM find_accounts(:address, :known, :epochs)"),
            {
                "address": _storable(address),
                "known": list(browsers),
                "epochs": [browser.epoch for browser in browsers.values()],
            },
        ).all()
    known = (browsers[row.user_id] for row in rows if row.is_known)
    return Accounts(
        confirmed=next((row for row in rows if row.is_confirmed), None),
        claimed=next((row for row in rows if not row.is_confirmed), None),
        known=next(known, None),
    )


def remember_browser(user_id: UUID, before: KnownBrowser | None = None) -> KnownBrowser:
    """Return the entry for a browser in which this user is signed in; `before` is its earlier one."""
    with user_scope(user_id), transaction() as session:
        epoch = session.scalar(select(UserCredential.browser_epoch).where(UserCredential.user_id == user_id))
    return KnownBrowser(id=before.id if before else secrets.token_urlsafe(12), epoch=epoch or 0)


def forget_browsers(user_id: UUID) -> None:
    """Make all browsers of a user unknown."""
    with user_scope(user_id), transaction() as session:
        session.execute(
            update(UserCredential)
            .where(UserCredential.user_id == user_id)
            .values(browser_epoch=UserCredential.browser_epoch + 1)
        )


def own_limits(address: str, ip: str, known: KnownBrowser | None) -> list[tuple[str, str]]:
    """The limits for guesses that strangers elsewhere cannot use up: this browser's, or this network's."""
    if known is not None:
        return [("sign-in from a known browser", known.id)]
    network = network_of(ip)
    return [
        ("sign-in to an account from a network", f"{address} {network}"),
        ("sign-in from a network", network),
    ]


def lift_own_limit(address: str, ip: str, known: KnownBrowser | None) -> None:
    """Forget wrong guesses at this account from this browser or network, after the right one."""
    limits.reset_attempts(*own_limits(address, ip, known)[0])


def _storable(text_given: str) -> str:
    """Drop NUL and lone surrogates, which PostgreSQL rejects and no stored address contains."""
    return text_given.replace("\0", "").encode("utf-8", "ignore").decode()
