"""Pages, the log of operations that made them, and their versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned, Updated


class PageKind(StrEnum):
    """A page that readers can visit, or a section that pages show: a document all the same."""

    PAGE = "page"
    SECTION = "section"


class SitePart(StrEnum):
    """Where a section stands on every page without its own."""

    HEADER = "header"
    FOOTER = "footer"


class Page(TenantOwned, Identified, Updated, Base):
    """One page of a site, or a section that its pages share.

    The log of operations is the truth; `puck_data` is a snapshot of it.
    """

    __tablename__ = "pages"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(default=PageKind.PAGE)
    site_part: Mapped[str | None]
    """A section's: whether the whole site shows it as its header or footer."""
    slug: Mapped[str]
    """Path below the site's root without slashes around it; '' is the home page, and what sections have."""
    title: Mapped[str]
    meta_description: Mapped[str] = mapped_column(default="")
    search: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What else the author says to search engines; `services/search` reads it."""
    position: Mapped[int] = mapped_column(default=0)
    in_menu: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=0)
    puck_data: Mapped[dict[str, Any]]
    snapshot_revision: Mapped[int] = mapped_column(default=0)
    snapshot_meta: Mapped[dict[str, Any]] = mapped_column(default=dict)
    folded_revision: Mapped[int] = mapped_column(default=0)
    """Up to here the log is folded."""
    published_revision: Mapped[int | None]
    published_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class OperationKind(StrEnum):
    """Whether a person did something new, took it back, or brought it back."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class PageOperation(TenantOwned, Created, Base):
    """One recorded change of a page; never deleted, and only ever folded into a later one of its group."""

    __tablename__ = "page_operations"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[UUID]
    """Made by the browser; unique in a page, so a repeated request changes nothing twice."""
    group_id: Mapped[UUID]
    client_id: Mapped[UUID | None]
    """The browser tab that it came from."""
    actor_id: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(default=OperationKind.DO)
    target_group: Mapped[UUID | None]
    base_revision: Mapped[int | None]
    label: Mapped[str]
    payload: Mapped[list[Any]] = mapped_column(JSONB)
    folded_into: Mapped[int | None]
    """The revision that tells what this one did too; this one is empty then, and its state cannot be had."""


class VersionKind(StrEnum):
    """Why a state of a page was kept."""

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
    """What a document can name."""

    SECTION = "section"


class PageReference(TenantOwned, Base):
    """What a page or section names at its newest revision: the shared sections that it shows."""

    __tablename__ = "page_references"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
