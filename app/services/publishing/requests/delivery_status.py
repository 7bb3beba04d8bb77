"""Whether the live build has reached every edge, according to the edges' reports."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.models import EdgeReport
from app.tenancy import transaction

REPORT_TTL_SECONDS = 60
"""Edges repeat a report every few seconds; older reports are from edges that are no longer running."""


@dataclass(frozen=True)
class Delivery:
    """The number of edges that still serve the previous build, and whether any of them has a full disk."""

    edges: int
    is_full: bool


def read_delivery(site_id: UUID) -> Delivery | None:
    """How many edges do not serve a site's live build yet; None if no edge reports a delay."""
    oldest = func.clock_timestamp() - timedelta(seconds=REPORT_TTL_SECONDS)
    query = select(func.count(), func.coalesce(func.bool_or(EdgeReport.is_full), False)).where(
        EdgeReport.site_id == site_id, EdgeReport.noted_at > oldest
    )
    with transaction() as session:
        edges, is_full = session.execute(query).one()
    return Delivery(edges, is_full) if edges else None
