"""Sites, their names on the web, and the templates they were made from."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantKeyed, TenantOwned, Updated

GALLERY_TENANT_ID = UUID("00000000-0000-4000-8000-000000000001")
"""The tenant of ours that owns the gallery's templates."""


class Template(TenantKeyed, Identified, Created, Base):
    """A site design; the gallery's are public and ours."""

    __tablename__ = "templates"

    slug: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class TemplateVersion(TenantKeyed, Identified, Created, Base):
    """One version of a template: its shell, its style sheet and the pages it starts with."""

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
    """One author's web site."""

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
    """What the author says to search engines about all pages; `services/search` reads it."""
    links_checked_at: Mapped[datetime | None]
    """When the links to other sites were looked at last, to the end."""
    links_due_at: Mapped[datetime] = mapped_column(server_default=text("now() + interval '1 hour'"))
    missing_page_id: Mapped[UUID | None]
    """The author's own page for what is not there."""
    publish_seq: Mapped[int] = mapped_column(default=0)
    """The number given to the newest publication asked for."""
    live_seq: Mapped[int] = mapped_column(default=0)
    """The number of the publication that is live; it only grows."""
    live_build_id: Mapped[UUID | None]


class HostKind(StrEnum):
    """Where a name came from."""

    SUBDOMAIN = "subdomain"
    CUSTOM = "custom"


class HostState(StrEnum):
    """Whether readers may use a name."""

    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


class Host(TenantOwned, Identified, Created, Base):
    """A name readers use for a site: the only place where a name is kept."""

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
