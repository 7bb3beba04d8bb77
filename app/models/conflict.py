"""Edits to a text that were rejected because someone else had changed the same text."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, Identified, TenantOwned, Updated


class Choice(StrEnum):
    """An author's choice between two versions of a text."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


class PageConflict(TenantOwned, Identified, Updated, Base):
    """A rejected text, stored until someone resolves the conflict and then kept for the history."""

    __tablename__ = "page_conflicts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID]
    block_id: Mapped[str]
    block_type: Mapped[str]
    field_path: Mapped[str]
    kind: Mapped[str]
    """The kind of text: "text", "textarea", "richtext" or "address"."""
    label: Mapped[str]
    mine: Mapped[str]
    """The rejected text."""
    theirs: Mapped[str | None]
    """The text on the page when the edit was rejected; None if it had been deleted."""
    actor_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    base_revision: Mapped[int | None]
    """The revision that the author saw. Later edits based on it in the same tab update this conflict."""
    other_id: Mapped[UUID | None]
    """The user who had changed or deleted the text on the page."""
    operation_id: Mapped[UUID]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    resolution: Mapped[str | None]
