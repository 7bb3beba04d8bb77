"""Sites, their hostnames, and the templates they were created from."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantKeyed, TenantOwned, Updated

GALLERY_TENANT_ID = UUID("00000000-0000-4000-8000-000000000001")
"""Our own tenant, which owns the gallery's templates."""


class Template(TenantKeyed, Identified, Created, Base):
    """A site design; public if it belongs to the gallery."""

    __tablename__ = "templates"

    slug: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class TemplateVersion(TenantKeyed, Identified, Created, Base):
    """One version of a template: its shell, style sheet and initial pages."""

    __tablename__ = "template_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "template_id"], ["templates.tenant_id", "templates.id"], ondelete="CASCADE"
        ),
    )

    template_id: Mapped[UUID]
    version: Mapped[int]
    html_source: Mapped[str]
    css: Mapped[str] = mapped_column(default="")
    default_schema: Mapped[dict[str, Any]]


class Site(TenantOwned, Identified, Updated, Base):
    """One author's website."""

    __tablename__ = "sites"
    __table_args__ = (
        ForeignKeyConstraint(
            ["template_tenant_id", "template_version_id"],
            ["template_versions.tenant_id", "template_versions.id"],
        ),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "missing_page_id"],
            ["pages.tenant_id", "pages.id"],
            name="fk_sites_missing_page",
            use_alter=True,
        ),
        ForeignKeyConstraint(
            ["tenant_id", "live_build_id"],
            ["site_builds.tenant_id", "site_builds.id"],
            name="fk_sites_live_build",
            use_alter=True,
        ),
    )

    name: Mapped[str]
    author_name: Mapped[str] = mapped_column(default="")
    tagline: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    template_tenant_id: Mapped[UUID]
    template_version_id: Mapped[UUID]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Search engine settings that apply to all pages; see `services/seo`."""
    links_checked_at: Mapped[datetime | None]
    """When the last complete check of external links finished."""
    links_due_at: Mapped[datetime] = mapped_column(server_default=text("now() + interval '1 hour'"))
    missing_page_id: Mapped[UUID | None]
    """The author's own 404 page."""
    publish_seq: Mapped[int] = mapped_column(default=0)
    """The sequence number of the most recently requested publication."""
    live_seq: Mapped[int] = mapped_column(default=0)
    """The sequence number of the live publication; it never decreases."""
    live_build_id: Mapped[UUID | None]


class HostKind(StrEnum):
    """The kind of hostname."""

    SUBDOMAIN = "subdomain"
    CUSTOM = "custom"


class HostState(StrEnum):
    """The state of a hostname, of which only ACTIVE is in use."""

    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


class Host(TenantOwned, Identified, Created, Base):
    """A hostname of a site; this table is the only place where hostnames are stored."""

    __tablename__ = "hosts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    hostname: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default=HostKind.SUBDOMAIN)
    state: Mapped[str] = mapped_column(default=HostState.ACTIVE)
    redirects_to: Mapped[str | None]
    verified_at: Mapped[datetime | None]
