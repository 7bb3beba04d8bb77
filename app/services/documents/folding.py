"""Fold the log: merge each burst of typing into one row. The other rows are emptied but keep their operation ids.

Runs during housekeeping, under a database role that can read every tenant's log but update only the columns that
folding changes.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.models import OperationKind, Page, PageOperation, PageVersion
from app.tenancy import platform_transaction
from app.tree import codecs, operations
from app.tree.model import Operation

log = logging.getLogger("quillspace.worker")

QUIET_FOR = timedelta(minutes=10)
"""A group is closed once nothing has been added to it for this long. The database policy uses the same interval."""
BATCH = 2000
"""Maximum number of rows of one page processed per transaction."""

# Plain SQL, because folding is not an author's change and must not touch `updated_at`.
MARK_FOLDED = text("UPDATE pages SET folded_revision = :upto WHERE tenant_id = :tenant_id AND id = :page_id")

Run = Sequence[int]
"""Consecutive revisions to be merged into one."""


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of a log row that decide which burst it belongs to."""

    revision: int
    group_id: UUID
    actor_id: UUID | None
    kind: str
    is_quiet: bool

    def continues_burst(self, after: "Row") -> bool:
        """Whether this row belongs to the same burst as the preceding row `after`."""
        mine, other = (self.group_id, self.actor_id, self.kind), (after.group_id, after.actor_id, after.kind)
        return self.kind == OperationKind.DO and mine == other


def fold_logs() -> int:
    """Fold closed groups, page by page; returns the number of emptied rows."""
    with platform_transaction() as session:
        query = select(Page.tenant_id, Page.id).where(Page.revision > Page.folded_revision)
        waiting = [(row.tenant_id, row.id) for row in session.execute(query)]
    return sum(_fold_if_possible(tenant_id, page_id) for tenant_id, page_id in waiting)


def _fold_if_possible(tenant_id: UUID, page_id: UUID) -> int:
    """Fold one page's log; only log a failure, so that one bad log does not block the other pages."""
    try:
        return _fold_page(tenant_id, page_id)
    except OperationalError:
        raise
    except Exception:
        log.exception("The log of page %s could not be folded.", page_id)
        return 0


def _fold_page(tenant_id: UUID, page_id: UUID) -> int:
    emptied = 0
    while True:
        with platform_transaction() as session:
            is_there_more, count = _fold_batch(session, tenant_id, page_id)
        emptied += count
        if not is_there_more:
            return emptied


def _fold_batch(session: Session, tenant_id: UUID, page_id: UUID) -> tuple[bool, int]:
    """Fold the next rows of a page; returns whether there are more, and the number of emptied rows.

    Skips a page whose row is locked; the next run retries it.
    """
    columns = select(Page.folded_revision, Page.snapshot_revision, Page.published_revision)
    page = session.execute(
        columns.where(Page.tenant_id == tenant_id, Page.id == page_id).with_for_update(
            skip_locked=True, key_share=True
        )
    ).one_or_none()
    if page is None:
        return False, 0
    rows = _rows(session, tenant_id, page_id, after=page.folded_revision)
    upto = closed_upto(rows)
    if upto is None:
        return False, 0
    boundaries = {page.snapshot_revision, page.published_revision, *_named(session, tenant_id, page_id)}
    runs = list(runs_of([row for row in rows if row.revision <= upto], boundaries))
    for run in runs:
        _fold_run(session, tenant_id, page_id, run)
    session.execute(MARK_FOLDED, {"tenant_id": tenant_id, "page_id": page_id, "upto": upto})
    return len(rows) > BATCH, sum(len(run) - 1 for run in runs)


def closed_upto(rows: Sequence[Row]) -> int | None:
    """The last revision before the first group that is still open; None if there is none."""
    count = next((at for at, row in enumerate(rows[:BATCH]) if not row.is_quiet), len(rows[:BATCH]))
    end = count
    while 0 < end < len(rows) and rows[end].continues_burst(rows[end - 1]):
        end -= 1
    if end == 0 and count == BATCH:
        # A burst longer than a batch is folded in pieces.
        end = count
    return rows[end - 1].revision if end else None


def runs_of(rows: Sequence[Row], boundaries: set[int | None]) -> Iterator[Run]:
    """Yield runs of two or more rows from the same burst; a revision in `boundaries` always ends its run."""
    run = [rows[0].revision] if rows else []
    for before, row in pairwise(rows):
        if (
            row.continues_burst(before)
            and row.revision == before.revision + 1
            and before.revision not in boundaries
        ):
            run.append(row.revision)
            continue
        if len(run) > 1:
            yield run
        run = [row.revision]
    if len(run) > 1:
        yield run


def _fold_run(session: Session, tenant_id: UUID, page_id: UUID, run: Run) -> None:
    *others, newest = run
    of_page = (PageOperation.tenant_id == tenant_id, PageOperation.page_id == page_id)
    payloads = session.scalars(
        select(PageOperation.payload)
        .where(*of_page, PageOperation.revision.in_(run))
        .order_by(PageOperation.revision)
    )
    merged = operations.fold(map(codecs.from_json, payloads))
    _write(session, [*of_page, PageOperation.revision == newest], payload=codecs.to_json(merged))
    empty = codecs.to_json(Operation())
    _write(
        session,
        [*of_page, PageOperation.revision.in_(others)],
        payload=empty,
        label="",
        folded_into=newest,
    )


def _write(session: Session, where: Sequence[Any], **values: Any) -> None:
    session.execute(
        update(PageOperation).where(*where).values(**values).execution_options(synchronize_session=False)
    )


def _rows(session: Session, tenant_id: UUID, page_id: UUID, *, after: int) -> list[Row]:
    """The next rows of the log: one more than a batch, to detect whether there are more."""
    is_quiet = PageOperation.created_at < func.now() - QUIET_FOR
    query = (
        select(
            PageOperation.revision,
            PageOperation.group_id,
            PageOperation.actor_id,
            PageOperation.kind,
            is_quiet.label("is_quiet"),
        )
        .where(
            tuple_(PageOperation.tenant_id, PageOperation.page_id) == (tenant_id, page_id),
            PageOperation.revision > after,
        )
        .order_by(PageOperation.revision)
        .limit(BATCH + 1)
    )
    return [Row(*row) for row in session.execute(query)]


def _named(session: Session, tenant_id: UUID, page_id: UUID) -> Sequence[int]:
    query = select(PageVersion.revision).where(
        PageVersion.tenant_id == tenant_id, PageVersion.page_id == page_id
    )
    return session.scalars(query).all()
