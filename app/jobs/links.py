"""Checking links in the background."""

import logging
from uuid import UUID

from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from app.adapters.safe_http import PUBLIC_INTERNET
from app.errors import DomainError
from app.jobs.job import job
from app.services import link_checks
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.relay")

POLICY = PUBLIC_INTERNET
"""Which hosts link checks may contact; replaced in tests."""


@job("check_links", queue="default", topic=link_checks.TOPIC, in_turn=True)
def check_links(*, tenant_id: str, site_id: str, address: str = "", only_due: bool = False) -> None:
    """Check a site's external links: all of them, one, or only those that are due."""
    with tenant_scope(UUID(tenant_id)):
        link_checks.check_links(UUID(site_id), address=address, only_due=only_due, policy=POLICY)


def request_due_checks() -> None:
    """Request the link checks that are due, through the outbox."""
    for tenant_id, site_id in link_checks.list_due():
        try:
            with tenant_scope(tenant_id):
                link_checks.request_due_check(site_id)
        except (OperationalError, DomainError) as error:
            if isinstance(error, OperationalError) and not isinstance(error.orig, LockNotAvailable):
                # The database is unavailable: the relay waits for it and retries.
                raise
            log.warning("The link check of site %s was postponed.", site_id)
