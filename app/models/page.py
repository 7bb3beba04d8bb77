"""Pages, their operation logs and their versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned, Updated


class PageKind(StrEnum):
    """The kind of document: a page that readers can visit, or a section that pages include."""

    PAGE = "page"
    SECTION = "section"


class SitePart(StrEnum):
    """The part of the site that a section provides, on every page that does not have its own."""

    HEADER = "header"
    FOOTER = "footer"


class Page(TenantOwned, Identified, Updated, Base):
    """One page of a site, or a section that its pages share.

    The operation log is the source of truth; `puck_data` is a snapshot of it.
    """

    __tablename__ = "pages"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(default=PageKind.PAGE)
    site_part: Mapped[str | None]
    """The part of the site for which a section is used, if any."""
    slug: Mapped[str]
    """The path below the site's root, without surrounding slashes; '' for the home page and for sections."""
    title: Mapped[str]
    meta_description: Mapped[str] = mapped_column(default="")
    search: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Additional settings for search engines; see `services/seo`."""
    position: Mapped[int] = mapped_column(default=0)
    in_menu: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=0)
    puck_data: Mapped[dict[str, Any]]
    snapshot_revision: Mapped[int] = mapped_column(default=0)
    snapshot_meta: Mapped[dict[str, Any]] = mapped_column(default=dict)
    folded_revision: Mapped[int] = mapped_column(default=0)
    """The operation log has been folded up to this revision."""
    published_revision: Mapped[int | None]
    published_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class OperationKind(StrEnum):
    """The kind of operation: a new edit, an undo or a redo."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class PageOperation(TenantOwned, Created, Base):
    """One recorded edit to a page. It is never deleted, only folded into a later edit in its group."""

    __tablename__ = "page_operations"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[UUID]
    """An id that the browser generates. It is unique per page, which makes requests idempotent."""
    group_id: Mapped[UUID]
    client_id: Mapped[UUID | None]
    """The browser tab that sent the edit."""
    actor_id: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(default=OperationKind.DO)
    target_group: Mapped[UUID | None]
    base_revision: Mapped[int | None]
    label: Mapped[str]
    payload: Mapped[list[Any]] = mapped_column(JSONB)
    folded_into: Mapped[int | None]
    """The revision that now includes these changes; this one is then empty, and its state cannot be restored."""


class VersionKind(StrEnum):
    """The reason for saving a state of a page."""

    NAMED = "named"
    PUBLISH = "publish"


class PageVersion(TenantOwned, Identified, Created, Base):
    """A named or published state of a page."""

    __tablename__ = "page_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID]
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(default=VersionKind.NAMED)
    name: Mapped[str] = mapped_column(default="")
    actor_id: Mapped[UUID | None]
    puck_data: Mapped[dict[str, Any]]
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ReferenceKind(StrEnum):
    """The kind of object that a document refers to."""

    SECTION = "section"


class PageReference(TenantOwned, Base):
    """A reference to a shared section from a page or section that includes it at its newest revision."""

    __tablename__ = "page_references"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
