"""Creates a site from a gallery template, with the author's name filled in."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.components.text import one_line
from app.errors import Conflict
from app.models import Page, Site, Tenant
from app.services import audit, domains
from app.services.sites.names import clean_name
from app.services.themes import newest_version
from app.tenancy import current_tenant_id, transaction

MAX_SITES = 200
"""Maximum number of sites of one tenant."""

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+(?::[a-z0-9/-]*)?)\s*\}\}")


def create_site(
    *,
    name: str,
    author_name: str,
    subdomain: str,
    template_slug: str,
    tagline: str = "",
    language: str = "en",
    starter: Mapping[str, Any] | None = None,
) -> Site:
    """Create a site with the pages of its template, or of `starter`. Raises NotFound, Invalid or Conflict."""
    author_name, name = clean_name(author_name, "author_name"), clean_name(name, "name")
    version = newest_version(template_slug)
    schema = starter or version.default_schema
    with transaction() as session:
        _check_limit(session)
        site = Site(
            id=uuid4(),
            name=name,
            author_name=author_name,
            tagline=one_line(tagline),
            language=language,
            template_tenant_id=version.tenant_id,
            template_version_id=version.id,
            settings={"theme": schema.get("theme", {})},
        )
        session.add(site)
        session.flush()
        domains.assign_subdomain(site, subdomain)
        session.add_all(_pages(site, schema))
        audit.record("site.create", site.id, name=name, template=template_slug)
    return site


def fill_placeholders(value: Any, values: Mapping[str, str]) -> Any:
    """Replace `{{name}}` placeholders in all strings of a JSON value; unknown names stay unchanged."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), value)
    if isinstance(value, dict):
        return {key: fill_placeholders(part, values) for key, part in value.items()}
    return [fill_placeholders(part, values) for part in value] if isinstance(value, list) else value


def _check_limit(session: Session) -> None:
    """Lock the tenant, and raise Conflict if it has reached its limit of sites."""
    tenant = select(Tenant.id).where(Tenant.id == current_tenant_id())
    session.execute(tenant.with_for_update(key_share=True))
    if (session.scalar(select(func.count()).select_from(Site)) or 0) >= MAX_SITES:
        raise Conflict(f"You have reached the limit of {MAX_SITES} sites.")


def _pages(site: Site, schema: Mapping[str, Any]) -> list[Page]:
    pages = schema["pages"]
    ids = {page["slug"]: uuid4() for page in pages}
    values = {"author_name": site.author_name, "site_name": site.name}
    values |= {f"page:{slug or 'home'}": str(page_id) for slug, page_id in ids.items()}
    return [
        _page(site, fill_placeholders(page, values), position=position, page_id=ids[page["slug"]])
        for position, page in enumerate(pages)
    ]


def _page(site: Site, page: Mapping[str, Any], *, position: int, page_id: UUID) -> Page:
    return Page(
        id=page_id,
        site_id=site.id,
        slug=page["slug"],
        title=page["title"],
        meta_description=page.get("meta_description", ""),
        in_menu=page.get("in_menu", True),
        position=position,
        puck_data=page["data"],
    )
