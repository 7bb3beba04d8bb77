"""Temporary links to a site or one page of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class Preview(TenantOwned, Identified, Created, Base):
    """One link, with a build of its own that is never live."""

    __tablename__ = "previews"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "build_id"], ["site_builds.tenant_id", "site_builds.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "release_id"], ["releases.tenant_id", "releases.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    build_id: Mapped[UUID]
    release_id: Mapped[UUID | None]
    """The release that it shows."""
    page_id: Mapped[UUID | None]
    """The one page that it shows as a draft; the others are as published."""
    revision: Mapped[int | None]
    """The revision of that page."""
    shown_at: Mapped[datetime | None]
    """When the page was at that revision."""
    hostname: Mapped[str]
    """Below the domain for sites. Not secret."""
    digest: Mapped[str]
    """Digest of the secret in the link."""
    path: Mapped[str] = mapped_column(default="/")
    label: Mapped[str]
    created_by: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
