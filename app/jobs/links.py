"""Looking at links in the background."""

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
"""Where requests may go; only tests have another one."""


@job("check_links", queue="default", topic=link_checks.TOPIC)
def check_links(*, tenant_id: str, site_id: str, address: str = "", only_due: bool = False) -> None:
    """Look at the links of one site to other sites, or at one of them."""
    with tenant_scope(UUID(tenant_id)):
        link_checks.check_links(UUID(site_id), address=address, only_due=only_due, policy=POLICY)


def look_at_due() -> None:
    """Ask for a look at the links of sites whose time has come; the outbox keeps at it."""
    for tenant_id, site_id in link_checks.list_due():
        try:
            with tenant_scope(tenant_id):
                link_checks.request_due_check(site_id)
        except (OperationalError, DomainError) as error:
            if isinstance(error, OperationalError) and not isinstance(error.orig, LockNotAvailable):
                # The database went away: the relay waits for it, and looks again.
                raise
            log.warning("The links of site %s wait for another time.", site_id)
