"""The gallery: the public templates that a new site can start from."""

from collections.abc import Sequence

from sqlalchemy import select

from app.errors import Invalid, NotFound
from app.models import GALLERY_TENANT_ID, Template, TemplateVersion
from app.tenancy import tenant_scope, transaction


def list_gallery() -> Sequence[Template]:
    """The public templates in gallery order. Works without a tenant."""
    query = (
        select(Template)
        .where(Template.tenant_id == GALLERY_TENANT_ID, Template.is_public)
        .order_by(Template.position, Template.name)
    )
    with tenant_scope(GALLERY_TENANT_ID), transaction() as session:
        return session.scalars(query).all()


def newest_version(slug: str) -> TemplateVersion:
    """The latest version of a gallery template. Raises NotFound or Invalid."""
    if not slug:
        raise Invalid("Please choose a design to start from.", field="template")
    query = (
        select(TemplateVersion)
        .join(
            Template,
            (Template.tenant_id == TemplateVersion.tenant_id) & (Template.id == TemplateVersion.template_id),
        )
        .where(Template.slug == slug, Template.tenant_id == GALLERY_TENANT_ID, Template.is_public)
        .order_by(TemplateVersion.version.desc())
        .limit(1)
    )
    with tenant_scope(GALLERY_TENANT_ID), transaction() as session:
        version = session.scalar(query)
    if version is None:
        raise NotFound("That design is no longer in the gallery. Please choose another.", field="template")
    return version
