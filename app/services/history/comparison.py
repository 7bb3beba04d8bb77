"""Compare two states of a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Page, PageOperation, PageVersion
from app.services.documents import read_tree
from app.tenancy import transaction
from app.tree.model import Tree
from app.tree.sync import Difference, diff

MOVED = '$.changes[*] ? (@.kind == "move").id'


@dataclass(frozen=True, kw_only=True)
class State:
    """A page at a revision: its version name if any, the label and time of its last step, and its tree."""

    revision: int
    name: str
    step: str
    at: datetime
    tree: Tree


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two states, in either order, and their differences."""

    before: State
    after: State
    differences: tuple[Difference, ...]


def compare(page_id: UUID, *, before: int | None = None, after: int | None = None) -> Comparison:
    """Diff two revisions. `before` defaults to the last version, `after` to the newest revision.

    Raises NotFound.
    """
    with transaction() as session:
        head = session.scalar(select(Page.revision).where(Page.id == page_id, Page.deleted_at.is_(None)))
        if head is None:
            raise NotFound("We couldn’t find that page. It may be in the trash.")
        end = head if after is None else after
        start = _last_version(session, page_id, end) if before is None else before
        old, new = (_state(session, page_id, revision, head) for revision in (start, end))
        known_moved = _moved(session, page_id, min(start, end), max(start, end))
        return Comparison(
            before=old, after=new, differences=diff(old.tree, new.tree, known_moved=known_moved)
        )


def _last_version(session: Session, page_id: UUID, end: int) -> int:
    """The newest version older than `end`; revision 0 if there is none."""
    query = select(func.max(PageVersion.revision)).where(
        PageVersion.page_id == page_id, PageVersion.revision < end
    )
    return session.scalar(query) or 0


def _state(session: Session, page_id: UUID, revision: int, head: int) -> State:
    if not 0 <= revision <= head:
        raise NotFound("We couldn’t find that version of the page.")
    name = (
        select(PageVersion.name)
        .where(PageVersion.page_id == page_id, PageVersion.revision == revision, PageVersion.name != "")
        .order_by(PageVersion.created_at.desc())
        .limit(1)
    )
    step = select(PageOperation.label, PageOperation.created_at).where(
        PageOperation.page_id == page_id, PageOperation.revision == revision
    )
    row = session.execute(step).one_or_none()
    made_at = session.scalars(select(Page.created_at).where(Page.id == page_id)).one()
    label = row.label if row else ""
    return State(
        revision=revision,
        name=session.scalar(name) or "",
        step=label,
        at=row.created_at if row else made_at,
        tree=read_tree(session, page_id, revision, head=head),
    )


def _moved(session: Session, page_id: UUID, after: int, upto: int) -> set[str]:
    """Ids of blocks moved between the two revisions."""
    ids = func.jsonb_path_query(PageOperation.payload, cast(MOVED, JSONPATH)).op("#>>")(
        literal_column("'{}'")
    )
    query = select(cast(ids, Text)).where(
        PageOperation.page_id == page_id, PageOperation.revision > after, PageOperation.revision <= upto
    )
    return set(session.scalars(query.distinct()))
