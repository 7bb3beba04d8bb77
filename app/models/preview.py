"""Temporary links to a site or one of its pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class Preview(TenantOwned, Identified, Created, Base):
    """One preview link, with a build of its own that never goes live."""

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
    """The release that the preview shows, if any."""
    page_id: Mapped[UUID | None]
    """The one page that the preview shows as a draft; the other pages are shown as published."""
    revision: Mapped[int | None]
    """The revision of that page."""
    shown_at: Mapped[datetime | None]
    """The time at which the page was at that revision."""
    hostname: Mapped[str]
    """A hostname below the domain for sites. It is not secret."""
    digest: Mapped[str]
    """The digest of the secret in the link."""
    path: Mapped[str] = mapped_column(default="/")
    label: Mapped[str]
    created_by: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
