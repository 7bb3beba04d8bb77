"""Redirects from paths that have no page."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned, Updated


class RedirectKind(StrEnum):
    """The kind of response: a permanent redirect, a temporary redirect, or gone."""

    MOVED = "moved"
    TEMPORARY = "temporary"
    GONE = "gone"


class SiteRedirect(TenantOwned, Identified, Updated, Base):
    """A redirect set by an author, to a page, path or URL; or a mark that the path is gone."""

    __tablename__ = "site_redirects"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "to_page"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    from_path: Mapped[str]
    """The path to redirect; a trailing `/*` matches everything below it."""
    kind: Mapped[str] = mapped_column(default=RedirectKind.MOVED)
    to_page: Mapped[UUID | None]
    target: Mapped[str] = mapped_column(default="")


class PageAddress(TenantOwned, Created, Base):
    """A former path of a page that a publication moved or removed."""

    __tablename__ = "page_addresses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    left_seq: Mapped[int]
    """The sequence number of the publication that moved or removed the page; the highest one wins."""
