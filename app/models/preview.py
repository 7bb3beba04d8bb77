"""Links that show a site, or one page of it, for a while."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class Preview(TenantOwned, Identified, Created, Base):
    """One link. It has a build of its own, which readers of the site never see."""

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
    """The one page that it is about; the others are as readers see them."""
    revision: Mapped[int | None]
    """How that page is shown."""
    shown_at: Mapped[datetime | None]
    """At which moment the page was so."""
    hostname: Mapped[str]
    """Below our domain for sites; no secret."""
    digest: Mapped[str]
    """What the secret in the link is checked by."""
    path: Mapped[str] = mapped_column(default="/")
    label: Mapped[str]
    created_by: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
