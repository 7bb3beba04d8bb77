"""Requesting link checks: on demand, or when a site's weekly check is due."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import LinkCheck, OutboxMessage, Site
from app.services import sites
from app.services.link_checks.schedule import RETRY_AFTER
from app.tenancy import platform_transaction, transaction

TOPIC = "links"


def request_check(site_id: UUID, *, address: str = "") -> None:
    """Request a check of all external links, or of one known URL. Raises NotFound."""
    with transaction() as session:
        _lock(session, site_id)
        known = select(LinkCheck.address).where(LinkCheck.site_id == site_id, LinkCheck.address == address)
        if address and session.scalar(known) is None:
            raise NotFound("That link is no longer on your site.")
        more = {"address": address} if address else {}
        if not any(message.payload.get("address", "") == address for message in _open(session, site_id)):
            session.add(OutboxMessage(topic=TOPIC, payload={"site_id": str(site_id), **more}))


def request_due_check(site_id: UUID) -> None:
    """Request a check of the links that are due, unless one is pending. Raises NotFound."""
    with transaction() as session:
        _lock(session, site_id)
        if not _open(session, site_id):
            session.add(OutboxMessage(topic=TOPIC, payload={"site_id": str(site_id), "only_due": True}))
        # If the check fails, it is requested again at this time.
        due = {"links_due_at": datetime.now(UTC) + RETRY_AFTER, "updated_at": Site.updated_at}
        session.execute(update(Site).where(Site.id == site_id).values(due))


def list_due() -> Sequence[tuple[UUID, UUID]]:
    """The tenant and id of each published site whose link check is due."""
    query = select(Site.tenant_id, Site.id).where(
        Site.links_due_at < datetime.now(UTC), Site.live_build_id.is_not(None)
    )
    with platform_transaction() as session:
        return [(row.tenant_id, row.id) for row in session.execute(query.limit(100))]


def open_messages(site_id: UUID) -> Select[OutboxMessage]:
    """A query for a site's pending check requests."""
    return select(OutboxMessage).where(
        OutboxMessage.topic == TOPIC,
        OutboxMessage.dispatched_at.is_(None),
        OutboxMessage.payload["site_id"].astext == str(site_id),
    )


def _lock(session: Session, site_id: UUID) -> None:
    """Lock the site, so that concurrent requests do not create duplicates. Raises NotFound."""
    sites.get_site(site_id)
    session.execute(select(Site.id).where(Site.id == site_id).with_for_update(key_share=True))


def _open(session: Session, site_id: UUID) -> Sequence[OutboxMessage]:
    return session.scalars(open_messages(site_id)).all()
