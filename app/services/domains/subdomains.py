"""Subdomains of our own domain: validation, assignment and suggestions."""

import re
import secrets
from collections.abc import Iterator
from uuid import uuid4

from psycopg.errors import UniqueViolation
from slugify import slugify
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.delivery.preview_links import PREFIX
from app.errors import Conflict, Invalid
from app.extensions import config
from app.models import EdgeEvent, Host, HostKind, HostState, Site
from app.services import audit
from app.tenancy import outside_reading_transaction, transaction

MIN_LENGTH, MAX_LENGTH = 3, 48
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_RESERVED = frozenset(
    [
        "about",
        "account",
        "accounts",
        "admin",
        "api",
        "app",
        "apps",
        "assets",
        "auth",
        "billing",
        "blog",
        "cdn",
        "dashboard",
        "demo",
        "dev",
        "docs",
        "edge",
        "editor",
        "email",
        "example",
        "ftp",
        "help",
        "host",
        "hosts",
        "imap",
        "login",
        "mail",
        "media",
        "mx",
        "news",
        "ns",
        "ns1",
        "ns2",
        "pop",
        "preview",
        "quillspace",
        "root",
        "secure",
        "shop",
        "signin",
        "signup",
        "site",
        "sites",
        "smtp",
        "ssl",
        "staging",
        "static",
        "status",
        "store",
        "support",
        "test",
        "webmail",
        "widgets",
        "www",
    ]
)


def clean_subdomain(given: str) -> str:
    """Normalise and validate a subdomain. Raises Invalid, with a suggestion where possible."""
    name = given.strip().lower()
    wish = suggest_subdomain(name)
    if not _NAME.fullmatch(name) or "--" in name:
        hint = f" Try {wish}." if wish else ""
        raise Invalid(f"Please use only letters a to z, digits and single hyphens.{hint}", field="subdomain")
    if not MIN_LENGTH <= len(name) <= MAX_LENGTH:
        raise Invalid(f"Please use {MIN_LENGTH} to {MAX_LENGTH} characters.", field="subdomain")
    if name.startswith(PREFIX):
        raise Invalid(
            "Addresses that begin with “preview-” are reserved. Please choose another.",
            field="subdomain",
        )
    if name in _RESERVED:
        raise Invalid(f"This address is reserved. Try {name}-books.", field="subdomain")
    return name


def suggest_subdomain(text: str) -> str:
    """Derive a subdomain from free text, such as an author's name; may be empty."""
    return slugify(text)[:MAX_LENGTH].strip("-")


def hostname_of(subdomain: str) -> str:
    """The full hostname of a subdomain."""
    return f"{subdomain}.{config().sites_domain}"


def subdomain_of(hostname: str) -> str:
    """The subdomain part of a hostname."""
    return hostname.removesuffix(f".{config().sites_domain}")


def get_host(site: Site) -> Host:
    """The site's current subdomain host."""
    with transaction() as session:
        return session.scalars(
            select(Host).where(
                Host.site_id == site.id, Host.kind == HostKind.SUBDOMAIN, Host.redirects_to.is_(None)
            )
        ).one()


def assign_subdomain(site: Site, subdomain: str) -> None:
    """Assign a subdomain to a site; its earlier subdomains redirect to the new one. Raises Invalid or Conflict."""
    hostname = hostname_of(clean_subdomain(subdomain))
    with transaction() as session:
        earlier = session.scalars(
            select(Host).where(Host.site_id == site.id, Host.kind == HostKind.SUBDOMAIN).with_for_update()
        ).all()
        if any(host.hostname == hostname and host.redirects_to is None for host in earlier):
            return
        if not any(host.hostname == hostname for host in earlier):
            _claim_hostname(site, hostname)
        for host in earlier:
            host.redirects_to = None if host.hostname == hostname else hostname
            session.add(EdgeEvent(kind="host", site_id=site.id, hostname=host.hostname))
        audit.record("site.name", site.id, hostname=hostname)


def suggest_free_subdomain(text: str) -> str:
    """A free subdomain derived from free text, such as an author's name, or '' if none is found."""
    wish = suggest_subdomain(text)
    wish = wish.removeprefix(PREFIX)
    stem = wish if len(wish) >= MIN_LENGTH and wish not in _RESERVED else f"{wish}-writes".strip("-")
    with outside_reading_transaction(), transaction():
        return next((name for name in (stem, *_candidates(stem)) if is_subdomain_free(name)), "")


def is_subdomain_free(subdomain: str) -> bool:
    """True if no tenant has this subdomain. Other tenants' rows are invisible, so this tries an insert and rolls back.

    The trial row's site does not exist, but the foreign key is checked later than the unique key.
    """
    with transaction() as session:
        attempt = session.begin_nested()
        try:
            session.execute(insert(Host).values(id=uuid4(), site_id=uuid4(), hostname=hostname_of(subdomain)))
        except IntegrityError as error:
            return not isinstance(error.orig, UniqueViolation)
        finally:
            attempt.rollback()
    return True


def _claim_hostname(site: Site, hostname: str) -> None:
    with transaction() as session:
        try:
            with session.begin_nested():
                session.add(
                    Host(site_id=site.id, hostname=hostname, kind=HostKind.SUBDOMAIN, state=HostState.ACTIVE)
                )
        except IntegrityError as error:
            name = subdomain_of(hostname)
            free = next(filter(is_subdomain_free, _candidates(name)), "")
            hint = f" Try {free}." if free else " Please choose another."
            raise Conflict(f"This address is taken.{hint}", field="subdomain") from error
        session.add(EdgeEvent(kind="host", site_id=site.id, hostname=hostname))


def _candidates(taken: str) -> Iterator[str]:
    stem = taken[: MAX_LENGTH - 8].rstrip("-")
    yield from (f"{stem}-{ending}" for ending in ("books", "writes", "author"))
    yield from (f"{stem}-{number}" for number in range(2, 30))
    yield from (f"{stem}-{secrets.token_hex(3)}" for _attempt in range(3))
