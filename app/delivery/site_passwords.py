"""Passwords for pages and sites, and the cookie of a reader who entered one: the app signs it, the edge verifies it."""

import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

DAYS = 30


@dataclass(frozen=True)
class Lock:
    """A password for one page, or for the whole site where `page` is ''."""

    id: str
    page: str
    key: str

    def is_open_for(self, cookies: Mapping[str, str]) -> bool:
        """Return True if the reader's cookie for this lock has a valid signature and has not expired."""
        expiry, _, signature = cookies.get(cookie_name(self.id), "").partition(".")
        if not (expiry.isascii() and expiry.isdigit() and int(expiry[:12]) > time.time()):
            return False
        return hmac.compare_digest(signature.encode(), _signature(self.id, expiry, self.key).encode())


@dataclass(frozen=True)
class SiteLocks:
    """All password locks on a site."""

    language: str = "en"
    locks: tuple[Lock, ...] = ()

    @property
    def whole(self) -> Lock | None:
        """The lock on the whole site, or None."""
        return next((lock for lock in self.locks if not lock.page), None)

    @property
    def has_pages(self) -> bool:
        """True if individual pages have locks of their own."""
        return any(lock.page for lock in self.locks)

    def locked_paths(self, addresses: Mapping[str, str]) -> set[str]:
        """Return the paths of pages with a lock of their own; `addresses` maps a build's page ids to paths."""
        return {addresses[lock.page] for lock in self.locks if lock.page in addresses}

    def lock_for(self, path: str, addresses: Mapping[str, str]) -> Lock | None:
        """Return the lock that protects a path: the page's own, else the site's; None if the path is public."""
        own = (lock for lock in self.locks if lock.page and addresses.get(lock.page) == path)
        return next(own, self.whole)

    def to_json(self) -> dict[str, Any]:
        """Serialise for storage on an edge."""
        return {"language": self.language, "locks": [asdict(lock) for lock in self.locks]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "SiteLocks":
        """Deserialise the locks. Raises KeyError or TypeError for malformed content."""
        return cls(content["language"], tuple(Lock(**lock) for lock in content["locks"]))


def locks_by_site(rows: Iterable[tuple[UUID, str, str, str | None, str]]) -> dict[UUID, SiteLocks]:
    """Group rows by site. Each has the site's id and language, and the lock's id, page id and key."""
    found: dict[UUID, SiteLocks] = {}
    for site_id, language, lock_id, page, key in rows:
        before = found.get(site_id, SiteLocks(language))
        found[site_id] = SiteLocks(language, (*before.locks, Lock(lock_id, page or "", key)))
    return found


def cookie_name(lock_id: str) -> str:
    """Return the name of the cookie. Each lock has its own, so that a reader can unlock several."""
    return f"qs-open-{lock_id[:13]}"


def cookie_value(lock_id: str, key: str) -> str:
    """Return a signed cookie value that opens a lock for 30 days.

    Changing the password creates a new lock, which existing cookies do not open.
    """
    expiry = str(int(time.time()) + DAYS * 86_400)
    return f"{expiry}.{_signature(lock_id, expiry, key)}"


def _signature(lock_id: str, expiry: str, key: str) -> str:
    return hmac.new(key.encode(), f"{lock_id}.{expiry}".encode(), hashlib.sha256).hexdigest()
