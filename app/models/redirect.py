"""Where readers are led who come to an address without a page."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned, Updated


class RedirectKind(StrEnum):
    """What readers' browsers are told."""

    MOVED = "moved"
    TEMPORARY = "temporary"
    GONE = "gone"


class SiteRedirect(TenantOwned, Identified, Updated, Base):
    """An author's word on where an address leads: to a page, to a path or address, or that it is gone."""

    __tablename__ = "site_redirects"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "to_page"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    from_path: Mapped[str]
    """With `/*` at the end it speaks of all that is below."""
    kind: Mapped[str] = mapped_column(default=RedirectKind.MOVED)
    to_page: Mapped[UUID | None]
    target: Mapped[str] = mapped_column(default="")


class PageAddress(TenantOwned, Created, Base):
    """An address at which readers found a page until a publication moved it, or took it away."""

    __tablename__ = "page_addresses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    left_seq: Mapped[int]
    """The number of the publication that left it; the newest counts."""
