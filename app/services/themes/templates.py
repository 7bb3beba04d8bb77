"""Gallery templates: read from `gallery/` and stored as immutable versions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import GALLERY_TENANT_ID, Template, TemplateVersion
from app.tenancy import current_tenant_id, tenant_scope, transaction

GALLERY = Path(__file__).parents[3] / "gallery"


@dataclass(frozen=True, kw_only=True)
class Design:
    """A template as stored on disk."""

    slug: str
    about: dict[str, Any]
    html: str
    css: str
    schema: dict[str, Any]


def install_gallery() -> list[str]:
    """Import the templates on disk; a changed template gets a new version. Returns the slugs of changed templates."""
    with tenant_scope(GALLERY_TENANT_ID), transaction() as session:
        # Without this lock, two processes starting at once would both insert the missing version.
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('gallery'))"))
        return [design.slug for design in designs() if _install(session, design)]


def designs() -> Iterator[Design]:
    """The templates on disk."""
    for about in sorted(GALLERY.glob("*/template.json")):
        folder = about.parent
        yield Design(
            slug=folder.name,
            about=json.loads(about.read_text()),
            html=(folder / "shell.html").read_text(),
            css=(folder / "style.css").read_text(),
            schema=json.loads((folder / "pages.json").read_text()),
        )


def get_template_version(version_id: UUID) -> TemplateVersion:
    """A template version that belongs to the current tenant or the gallery. Raises NotFound."""
    with transaction() as session:
        version = session.scalar(
            select(TemplateVersion).where(
                TemplateVersion.tenant_id.in_({current_tenant_id(), GALLERY_TENANT_ID}),
                TemplateVersion.id == version_id,
            )
        )
    if version is None:
        raise NotFound("We couldn’t find that design.")
    return version


def _install(session: Session, design: Design) -> bool:
    template = session.scalar(
        select(Template).where(Template.tenant_id == GALLERY_TENANT_ID, Template.slug == design.slug)
    )
    if template is None:
        template = Template(id=uuid4(), slug=design.slug)
        session.add(template)
    template.is_public = True
    for name in ("name", "description", "category", "position"):
        setattr(template, name, design.about[name])
    session.flush()
    newest = session.scalar(
        select(TemplateVersion)
        .where(TemplateVersion.tenant_id == GALLERY_TENANT_ID, TemplateVersion.template_id == template.id)
        .order_by(TemplateVersion.version.desc())
        .limit(1)
    )
    content = (design.html, design.css, design.schema)
    if newest and (newest.html_source, newest.css, newest.default_schema) == content:
        return False
    session.add(
        TemplateVersion(
            template_id=template.id,
            version=newest.version + 1 if newest else 1,
            html_source=design.html,
            css=design.css,
            default_schema=design.schema,
        )
    )
    return True
