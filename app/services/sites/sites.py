"""Sites: the list and the settings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.components.text import one_line
from app.errors import Invalid, NotFound
from app.models import Host, HostKind, Page, PageKind, Site, SiteLock, Template, TemplateVersion
from app.services import audit, domains
from app.services.sites.languages import LANGUAGES
from app.services.sites.names import clean_name
from app.tenancy import transaction


@dataclass(frozen=True, kw_only=True)
class SiteCard:
    """A site in the list of sites."""

    site: Site
    hostname: str
    template: str
    pages: int
    home_id: UUID | None
    is_locked: bool
    """True if the whole site is password-protected."""


def list_sites() -> Sequence[SiteCard]:
    """All sites of the current tenant, most recently changed first."""
    lock = select(SiteLock.id).where(SiteLock.site_id == Site.id, SiteLock.page_id.is_(None))
    query = (
        select(Site, Host.hostname, Template.slug, lock.exists())
        .outerjoin(
            Host, (Host.site_id == Site.id) & (Host.kind == HostKind.SUBDOMAIN) & Host.redirects_to.is_(None)
        )
        .outerjoin(
            TemplateVersion,
            (TemplateVersion.tenant_id == Site.template_tenant_id)
            & (TemplateVersion.id == Site.template_version_id),
        )
        .outerjoin(
            Template,
            (Template.tenant_id == TemplateVersion.tenant_id) & (Template.id == TemplateVersion.template_id),
        )
        .order_by(Site.updated_at.desc(), Site.id)
    )
    with transaction() as session:
        sites = session.execute(query).all()
        pages = session.execute(
            select(Page.site_id, Page.id, Page.slug).where(
                Page.kind == PageKind.PAGE, Page.deleted_at.is_(None)
            )
        ).all()
    count = Counter(page.site_id for page in pages)
    home = {page.site_id: page.id for page in pages if not page.slug}
    return [
        SiteCard(
            site=site,
            hostname=hostname or "",
            template=template or "",
            pages=count[site.id],
            home_id=home.get(site.id),
            is_locked=is_locked,
        )
        for site, hostname, template, is_locked in sites
    ]


def get_site(site_id: UUID) -> Site:
    """A site of the current tenant. Raises NotFound."""
    with transaction() as session:
        site = session.scalar(select(Site).where(Site.id == site_id))
    if site is None:
        raise NotFound("We couldn’t find that site.")
    return site


def update_site(
    site_id: UUID, *, name: str, author_name: str, tagline: str, language: str, subdomain: str
) -> Site:
    """Change a site's names, language and subdomain. Raises NotFound, Invalid or Conflict."""
    if language not in LANGUAGES:
        raise Invalid("Please choose a language from the list.", field="language")
    with transaction() as session:
        site = get_site(site_id)
        site.name, site.author_name = clean_name(name, "name"), clean_name(author_name, "author_name")
        site.tagline, site.language = one_line(tagline), language
        session.flush()
        domains.assign_subdomain(site, subdomain)
        audit.record("site.update", site.id, name=name)
    return site
