"""Demo data: an author with a finished site, a second author with a similar name, and a support account."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import select, update

from app.errors import Forbidden
from app.extensions import config
from app.models import Membership, Site, User, UserCredential
from app.services import accounts, domains, publishing, sites, themes
from app.tenancy import platform_transaction, tenant_scope, transaction, user_scope

PASSWORD = "quillspace-demo"  # noqa: S105 - printed on the first screen of `make run`, refused in production
AUTHOR, LOOK_ALIKE, SUPPORT = "author@demo.test", "carol@demo.test", "support@demo.test"
PAGES = themes.GALLERY / "demo" / "jane-austen.json"


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The URL and credentials of the demo."""

    site_url: str
    support_secret: str

    def __str__(self) -> str:
        return (
            f"Demo: Jane Austen’s site is at {self.site_url}\n"
            f"  Sign in as {AUTHOR} or {SUPPORT}, password {PASSWORD}.\n"
            f"  Support’s second factor (TOTP secret): {self.support_secret}"
        )


def seed() -> Demo:
    """Create the missing parts of the demo. Idempotent. Raises Forbidden in production."""
    if config().is_production:
        raise Forbidden("The demo can’t be created in production: its password is public.")
    themes.install_gallery()
    jane = _person("Jane Austen", AUTHOR)
    _site(jane, "Jane Austen", "jane-austen", template="regency", starter=json.loads(PAGES.read_text()))
    # Similar data in another tenant, so that a leak between tenants would be noticed.
    look_alike = _person("Jane Austin", LOOK_ALIKE)
    _site(look_alike, "Jane Austin", "jane-austin", template="field-notes")
    return Demo(
        site_url=config().site_url(domains.hostname_of("jane-austen")),
        support_secret=_staff(_person("Sam Weller", SUPPORT)),
    )


def _person(name: str, email: str) -> UUID:
    found = accounts.find_accounts(email, {}).confirmed
    if found is not None:
        return UUID(str(found.user_id))
    return accounts.create_confirmed_account(name=name, email=email, password=PASSWORD)


def _site(
    owner: UUID, name: str, subdomain: str, *, template: str, starter: Mapping[str, Any] | None = None
) -> None:
    with user_scope(owner), transaction() as session:
        tenant_id = session.scalars(select(Membership.tenant_id).where(Membership.user_id == owner)).one()
    with tenant_scope(tenant_id, user_id=owner), transaction() as session:
        if session.scalar(select(Site.id).limit(1)):
            return
        site = sites.create_site(
            name=name,
            author_name=name,
            tagline=starter["sample"]["tagline"] if starter else "",
            subdomain=subdomain,
            template_slug=template,
            starter=starter,
        )
        publishing.request_publication(site.id)


def _staff(user_id: UUID) -> str:
    """Make this user a staff member; return their TOTP secret, which is generated once per installation."""
    with platform_transaction() as session:
        session.execute(
            update(User).where(User.id == user_id, User.is_staff.is_(False)).values(is_staff=True)
        )
    with user_scope(user_id), transaction() as session:
        credential = session.get_one(UserCredential, user_id)
        credential.totp_secret = credential.totp_secret or pyotp.random_base32()
        return credential.totp_secret
