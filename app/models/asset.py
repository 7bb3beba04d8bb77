"""Uploaded pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class Asset(TenantOwned, Identified, Created, Base):
    """One picture that a tenant uploaded, available to all its sites.

    Its files are immutable and stored under their hash. Pages refer to it by id.
    """

    __tablename__ = "assets"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),)

    name: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    decorative: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str]
    """MIME type of the stored master file."""
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    """Total size of all its files in bytes."""
    sizes: Mapped[list[Any]] = mapped_column(JSONB)
    """The files for pages, widest first, each with its kind, width, height, sha256 and bytes."""
    source_sha256: Mapped[str]
    """Hash of the uploaded file, for detecting duplicate uploads; the file itself is not stored."""
    created_by: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]
