"""Passwords that readers need."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, Created, Identified, TenantOwned


class SiteLock(TenantOwned, Identified, Created, Base):
    """A password for a site or one of its pages. Setting a new password creates a new row."""

    __tablename__ = "site_locks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    scope: Mapped[str]
    """The page's id, or `site`. It is unique, so that each page or site has at most one lock."""
    page_id: Mapped[UUID | None]
    """The locked page; None for the whole site."""
    password_hash: Mapped[str]
    key: Mapped[str]
    """The key that signs the cookies of readers who entered the password."""
