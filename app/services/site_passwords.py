"""Passwords for readers of a site or a page. Changes reach the edges within seconds, without publishing."""

import secrets
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.errors import Forbidden, Invalid, NotFound
from app.models import EdgeEvent, SiteLock
from app.services import accounts as limits
from app.services import accounts as passwords
from app.services import audit, pages, sites
from app.tenancy import public_scope, transaction

MIN_LENGTH, MAX_LENGTH = 4, 200
FROM_NETWORK, OF_LOCK = "reader passwords from a network", "password for a site"
OF_LOCK_FROM_NETWORK = "password for a site from a network"


def set_lock(site_id: UUID, page_id: UUID | None, password: str) -> SiteLock:
    """Set the password for readers; cookies from an earlier password become invalid.

    Raises NotFound or Invalid.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise Invalid(f"Please use at least {MIN_LENGTH} characters.", field="password")
    lock = SiteLock(
        site_id=site_id,
        scope=str(page_id or "site"),
        page_id=page_id,
        password_hash=passwords.hash_password(password),
        key=secrets.token_hex(32),
    )
    with transaction() as session:
        _check_exists(site_id, page_id)
        _remove(session, site_id, page_id)
        session.add(lock)
        session.add(EdgeEvent(kind="lock", site_id=site_id))
        audit.record("lock.set", page_id or site_id)
    return lock


def remove_lock(site_id: UUID, page_id: UUID | None) -> None:
    """Remove the password. Raises NotFound."""
    with transaction() as session:
        _check_exists(site_id, page_id)
        _remove(session, site_id, page_id)
        session.add(EdgeEvent(kind="lock", site_id=site_id))
        audit.record("lock.remove", page_id or site_id)


def is_locked(site_id: UUID, page_id: UUID | None = None) -> bool:
    """True if the page has its own password or, without `page_id`, if the whole site has one."""
    query = select(SiteLock.id).where(SiteLock.site_id == site_id, SiteLock.page_id == page_id)
    with transaction() as session:
        return session.scalar(query) is not None


def list_locked_pages(site_id: UUID) -> Collection[UUID]:
    """The pages that have a password of their own."""
    query = select(SiteLock.page_id).where(SiteLock.site_id == site_id, SiteLock.page_id.is_not(None))
    with transaction() as session:
        return {page_id for page_id in session.scalars(query) if page_id}


def check_password(lock_id: UUID, password: str, *, address: str) -> str:
    """Verify a reader's password. Returns the key for the cookie. Raises Forbidden or TooMany."""
    network = limits.network_of(address)
    limits.consume_attempt("unlocks from a network", network)
    # Only wrong passwords use up the limits, so that many readers who know it can unlock, even from one IP address.
    own = (OF_LOCK_FROM_NETWORK, f"{lock_id} {network}"), (FROM_NETWORK, network)
    with limits.guessing(*own, shared=(OF_LOCK, str(lock_id), network)):
        with public_scope(), transaction() as session:
            row = session.execute(text("SELECT * FROM find_lock(:lock)"), {"lock": lock_id}).one_or_none()
        is_correct = passwords.verify_password(row.password_hash if row else None, password[:MAX_LENGTH])
        if row is None or not is_correct:
            raise Forbidden("That’s not the password.")
    return str(row.key)


def _check_exists(site_id: UUID, page_id: UUID | None) -> None:
    sites.get_site(site_id)
    if page_id is not None and pages.get_page(page_id).site_id != site_id:
        raise NotFound("We couldn’t find that page.")


def _remove(session: Session, site_id: UUID, page_id: UUID | None) -> None:
    session.execute(delete(SiteLock).where(SiteLock.site_id == site_id, SiteLock.page_id == page_id))
