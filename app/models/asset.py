"""Pictures that people uploaded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class Asset(TenantOwned, Identified, Created, Base):
    """One picture of a tenant, for all of its sites: a portrait or a cover is seldom wanted on one site alone.

    Its files never change; the store has them by their hashes. Pages name it by its id.
    """

    __tablename__ = "assets"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),)

    name: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    decorative: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str]
    """Of the file that we keep, from which others can be made."""
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    """Of all its files together."""
    sizes: Mapped[list[Any]] = mapped_column(JSONB)
    """The files for pages, the widest first: kind, width, height, sha256 and bytes of each."""
    source_sha256: Mapped[str]
    """Of the file that came, which we do not keep: the same one twice is one picture."""
    created_by: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]
