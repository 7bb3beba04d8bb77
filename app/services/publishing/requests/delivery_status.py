"""Whether what was published has reached every edge, as far as the edges say."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.models import EdgeReport
from app.tenancy import transaction

BELIEVED_SECONDS = 60
"""An edge repeats what is not over every few seconds; one that is silent for so long is gone."""


@dataclass(frozen=True)
class Delivery:
    """How many edges still show the build before, and whether one of them has no room."""

    edges: int
    is_full: bool


def read_delivery(site_id: UUID) -> Delivery | None:
    """What keeps a site's newest build from some readers; None when nothing does, as far as we know."""
    oldest = func.clock_timestamp() - timedelta(seconds=BELIEVED_SECONDS)
    query = select(func.count(), func.coalesce(func.bool_or(EdgeReport.is_full), False)).where(
        EdgeReport.site_id == site_id, EdgeReport.noted_at > oldest
    )
    with transaction() as session:
        edges, is_full = session.execute(query).one()
    return Delivery(edges, is_full) if edges else None
