"""Texts that could not be put on a page because somebody else had changed the same one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, Identified, TenantOwned, Updated


class Choice(StrEnum):
    """What an author decided about two versions of a text."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


class PageConflict(TenantOwned, Identified, Updated, Base):
    """A text that was refused and is kept until somebody chooses; afterwards it stays in the history."""

    __tablename__ = "page_conflicts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "page_id"], ["pages.tenant_id", "pages.id"], ondelete="CASCADE"),
    )

    page_id: Mapped[UUID]
    block_id: Mapped[str]
    block_type: Mapped[str]
    field_path: Mapped[str]
    kind: Mapped[str]
    """What the text is: text, textarea, richtext or address."""
    label: Mapped[str]
    mine: Mapped[str]
    """What was refused."""
    theirs: Mapped[str | None]
    """What stood on the page when it was; None where the text itself was gone."""
    actor_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    base_revision: Mapped[int | None]
    """What its author saw. Of one tab, what is typed on from there is one text."""
    other_id: Mapped[UUID | None]
    """Who had written what stands on the page, or taken it away."""
    operation_id: Mapped[UUID]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    resolution: Mapped[str | None]
