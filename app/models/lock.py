"""A password that readers need."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, Created, Identified, TenantOwned


class SiteLock(TenantOwned, Identified, Created, Base):
    """A site, or one page of it, that only readers with the password see. A new password is a new lock."""

    __tablename__ = "site_locks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    scope: Mapped[str]
    """The page's id again, or `site`: there is one lock of each."""
    page_id: Mapped[UUID | None]
    """None for the whole site."""
    password_hash: Mapped[str]
    key: Mapped[str]
    """Signs the cookies of those who knew the password."""
