"""Blocks that an author saved in order to reuse copies of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, Identified, TenantOwned


class SavedSection(TenantOwned, Identified, Created, Base):
    """One block and its descendants, as Puck JSON."""

    __tablename__ = "saved_sections"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "site_id"], ["sites.tenant_id", "sites.id"], ondelete="CASCADE"),
    )

    site_id: Mapped[UUID]
    name: Mapped[str]
    data: Mapped[dict[str, Any]]
    created_by: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
