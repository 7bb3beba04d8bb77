"""Looking at links in the background."""

import contextlib
import time
from uuid import UUID

from rq.exceptions import DuplicateJobError

from app.jobs.queueing import enqueue
from app.services import link_checks
from app.tenancy import tenant_scope


def check_links(*, tenant_id: str, site_id: str) -> None:
    """Look at the links of one site to other sites."""
    with tenant_scope(UUID(tenant_id)):
        link_checks.check_links(UUID(site_id))


def look_at_due() -> None:
    """Have the links of sites looked at whose week is over; each once an hour until it is done."""
    for tenant_id, site_id in link_checks.list_due():
        with contextlib.suppress(DuplicateJobError):
            enqueue(
                "default",
                "app.jobs.links.check_links",
                job_id=f"links-{site_id}-{int(time.time() // 3600)}",
                tenant_id=str(tenant_id),
                site_id=str(site_id),
            )
