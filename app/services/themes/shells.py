"""A site's template, and the context for rendering its shell."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.components.rendering import RenderContext
from app.errors import NotFound
from app.models import Site, TemplateVersion
from app.tenancy import transaction
from app.tree.model import Tree
from app.tree.rendering import TopLevel, replaces_design_part, top_level_of


def get_site_template(site_id: UUID) -> TemplateVersion:
    """The template version that a site uses. Raises NotFound."""
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
        raise NotFound("We couldn’t find that site.")
    return template


def shell_context(tree: Tree, context: RenderContext, top_level: TopLevel | None = None) -> dict[str, Any]:
    """The context of a shell template: JSON about site, page and menu. `top_level` is computed if it is None."""
    top_level = top_level or top_level_of(tree, context)
    current = context.current_page()
    return {
        "site": dict(vars(context.site)),
        "page": {
            "id": context.page_id,
            "title": current.title if current else "",
            "url": current.url if current else "",
            "description": "",
            "has_header": replaces_design_part("header", tree, context, top_level),
            "has_footer": replaces_design_part("footer", tree, context, top_level),
        },
        "menu": [
            {"title": title, "url": url, "current": is_current} for title, url, is_current in context.menu()
        ],
        "settings": {},
        "year": datetime.now(UTC).year,
    }
