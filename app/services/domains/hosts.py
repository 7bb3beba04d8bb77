"""A site's main hostname and origin."""

from uuid import UUID

from sqlalchemy import select

from app.errors import NotFound
from app.extensions import config
from app.models import Host, HostKind, HostState
from app.tenancy import transaction


def main_hostname(site_id: UUID) -> str:
    """The hostname for a site's own links: a custom domain if there is one, else the subdomain. Raises NotFound."""
    query = (
        select(Host.hostname)
        .where(Host.site_id == site_id, Host.state == HostState.ACTIVE, Host.redirects_to.is_(None))
        .order_by(Host.kind != HostKind.CUSTOM, Host.created_at, Host.id)
        .limit(1)
    )
    with transaction() as session:
        hostname = session.scalar(query)
    if hostname is None:
        raise NotFound("This site has no address yet. Choose one in its settings first.")
    return hostname


def site_origin(site_id: UUID) -> str:
    """The site's origin (scheme and host), without a trailing slash. Raises NotFound."""
    return config().site_url(main_hostname(site_id))
