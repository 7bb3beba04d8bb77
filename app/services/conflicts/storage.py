"""Storage of conflicting texts that were not applied to a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.models import PageConflict
from app.services.documents import Gesture, UnseenUpdate
from app.tenancy import current_scope, current_tenant_id, transaction


@dataclass(frozen=True, kw_only=True)
class RefusedText:
    """A text that was not applied; `theirs` is the current text, or None if the field no longer exists."""

    block_id: str
    block_type: str
    path: str
    kind: str
    label: str
    mine: str
    theirs: str | None = None
    other_id: UUID | None = None


class StaleTexts(Conflict):
    """Another tab has changed these texts since their author saw them. `texts` holds the rejected versions."""

    def __init__(self, texts: Sequence[RefusedText]) -> None:
        super().__init__()
        self.texts = texts


class TextConflict(Conflict):
    """Two versions of a text, both stored until the conflict is resolved."""

    message = "This text was changed elsewhere at the same time. We’ve kept both versions."

    def __init__(self, conflict_id: UUID) -> None:
        super().__init__()
        self.conflict_id = conflict_id


def store_refused(page_id: UUID, texts: Sequence[RefusedText], gesture: Gesture) -> UUID | None:
    """Store rejected texts, one row per burst of typing; return the id of the conflict to show.

    Returns None if all of them are already resolved, for example if a request is retried after the author's choice.
    """
    conflict_id = None
    with transaction() as session:
        for text in texts:
            if not _is_settled(session, page_id, text, gesture):
                conflict_id = _write(session, page_id, text, gesture)
    return conflict_id


def store_deleted_text(session: Session, page_id: UUID, text: RefusedText, written: UnseenUpdate) -> None:
    """Store a text that is being deleted by an author who had not seen it."""
    row = _row(page_id, text) | {"other_id": current_scope().user_id}
    row |= {"actor_id": written.actor_id, "operation_id": written.operation_id}
    session.execute(insert(PageConflict).values(row))


def _is_settled(session: Session, page_id: UUID, text: RefusedText, gesture: Gesture) -> bool:
    query = select(PageConflict.id).where(
        PageConflict.page_id == page_id,
        PageConflict.operation_id == gesture.operation_id,
        PageConflict.field_path == text.path,
        PageConflict.resolved_at.is_not(None),
    )
    return session.scalar(query) is not None


def _write(session: Session, page_id: UUID, text: RefusedText, gesture: Gesture) -> UUID:
    row = _row(page_id, text) | {
        "actor_id": current_scope().user_id,
        "client_id": gesture.client_id,
        "base_revision": gesture.base_revision,
        "operation_id": gesture.operation_id,
    }
    statement = insert(PageConflict).values(row)
    taken = {name: statement.excluded[name] for name in ("mine", "theirs", "other_id", "operation_id")}
    written = session.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "page_id", "client_id", "base_revision", "block_id", "field_path"],
            index_where=PageConflict.resolved_at.is_(None),
            set_={**taken, "updated_at": func.now()},
        ).returning(PageConflict.id)
    )
    return written.scalar_one()


def _row(page_id: UUID, text: RefusedText) -> dict[str, Any]:
    return {
        "tenant_id": current_tenant_id(),
        "page_id": page_id,
        "block_id": text.block_id,
        "block_type": text.block_type,
        "field_path": text.path,
        "kind": text.kind,
        "label": text.label,
        "mine": text.mine,
        "theirs": text.theirs,
        "other_id": text.other_id,
    }
