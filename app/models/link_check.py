"""The results of checking links to other sites."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantOwned


class LinkCheck(TenantOwned, Base):
    """A URL that a site links to; `trouble` describes the problem, or is '' if the link works."""

    __tablename__ = "link_checks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    trouble: Mapped[str] = mapped_column(default="")
    is_sure: Mapped[bool] = mapped_column(default=False)
    """True if the problem is permanent rather than temporary."""
    since: Mapped[datetime | None]
    """When the problem was first found."""
    checked_at: Mapped[datetime]
