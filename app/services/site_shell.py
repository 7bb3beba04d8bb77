"""A site's template, and the facts that its shell may show."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.components.rendering import RenderContext
from app.errors import NotFound
from app.models import Site, TemplateVersion
from app.tenancy import transaction
from app.tree.node import ROOT_SLOT
from app.tree.tree import Tree


def template_of(site_id: UUID) -> TemplateVersion:
    """The version of the template that a site uses. Raises NotFound."""
    query = (
        select(TemplateVersion)
        .join(
            Site,
            (Site.template_tenant_id == TemplateVersion.tenant_id)
            & (Site.template_version_id == TemplateVersion.id),
        )
        .where(Site.id == site_id)
    )
    with transaction() as session:
        template = session.scalar(query)
    if template is None:
        raise NotFound("We could not find that site.")
    return template


def shell_context(tree: Tree, context: RenderContext) -> dict[str, Any]:
    """What a shell sees: plain JSON about the site, the page and the menu."""
    top = {tree[child].type for child in tree.root.children.get(ROOT_SLOT, ())}
    current = next((page for page in context.pages if page.id == context.page_id), None)
    return {
        "site": asdict(context.site),
        "page": {
            "id": context.page_id,
            "title": current.title if current else "",
            "url": current.url if current else "",
            "description": "",
            "has_header": "Header" in top,
            "has_footer": "Footer" in top,
        },
        "menu": [
            {"title": title, "url": url, "current": is_current} for title, url, is_current in context.menu()
        ],
        "settings": {},
        "year": datetime.now(UTC).year,
    }
