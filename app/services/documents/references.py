"""References from documents to shared sections, updated together with the log; cycles are rejected."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.components.text import PAGE_ID
from app.errors import Conflict
from app.models import PageReference, ReferenceKind
from app.tenancy import current_tenant_id, transaction
from app.tree.model import Change, Insert, Operation, Remove, Tree, Update, walk
from app.tree.rendering import SHARED, sections_in


class SectionInItself(Conflict):
    """A shared section would contain itself, directly or through other sections."""

    message = "A shared section can’t be put inside itself. Please choose another place for it."


def follow_references(page_id: UUID, operation: Operation, *, before: Tree, after: Tree) -> None:
    """Update the document's references after one operation. Raises SectionInItself."""
    if any(map(_may_matter, operation.changes)):
        _record(page_id, _sections_of(before), _sections_of(after))


def record_references(page_id: UUID, tree: Tree) -> None:
    """Store the references of a document that was created without operations. Raises SectionInItself."""
    _record(page_id, set(), _sections_of(tree))


def references_of(page_ids: Iterable[UUID]) -> set[UUID]:
    """Ids of the shared sections that these documents reference."""
    query = select(PageReference.target).where(
        PageReference.kind == ReferenceKind.SECTION, PageReference.page_id.in_(page_ids)
    )
    with transaction() as session:
        return set(map(UUID, session.scalars(query)))


def lock_references(session: Session) -> None:
    """Lock the tenant's section references until the transaction ends. Callers must lock page rows first."""
    key = f"sections of {current_tenant_id()}"
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def _may_matter(change: Change) -> bool:
    match change:
        case Insert() | Remove():
            return any(block.type == SHARED for block in change.block.walk())
        case Update():
            return change.type == SHARED
        case _:
            return False


def _sections_of(tree: Tree) -> set[str]:
    return {found for found in sections_in(walk(tree)) if PAGE_ID.fullmatch(found)}


def _record(page_id: UUID, before: set[str], after: set[str]) -> None:
    if before == after:
        return
    with transaction() as session:
        lock_references(session)
        if after - before:
            _check_not_itself(page_id, after - before)
        session.execute(
            delete(PageReference).where(
                PageReference.page_id == page_id,
                PageReference.kind == ReferenceKind.SECTION,
                PageReference.target.in_(before - after),
            )
        )
        session.add_all(
            PageReference(page_id=page_id, kind=ReferenceKind.SECTION, target=target)
            for target in sorted(after - before)
        )
        session.flush()


def _check_not_itself(page_id: UUID, shown: set[str]) -> None:
    reached: set[UUID] = set()
    waiting = set(map(UUID, shown))
    while waiting:
        reached |= waiting
        waiting = references_of(waiting) - reached
    if page_id in reached:
        raise SectionInItself
