"""Versions: named states of a page, and published states."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.models import Page, PageVersion, VersionKind
from app.services.documents import tree_at, trees_at
from app.tenancy import current_scope, current_tenant_id, transaction
from app.tree import codecs

MAX_NAME_LENGTH = 80
MAX_NAMED = 1000
"""Maximum number of named versions of one page."""

# A page's snapshot nearly always has the published revision; other pages are replayed from the log.
FROM_SNAPSHOTS = text("""
INSERT INTO page_versions (tenant_id, id, page_id, revision, kind, name, actor_id, puck_data, meta)
SELECT pages.tenant_id, gen_random_uuid(), pages.id, made.revision, 'publish', '',
       CAST(:actor AS uuid), pages.puck_data, pages.snapshot_meta
FROM unnest(CAST(:ids AS uuid[]), CAST(:revisions AS bigint[])) AS made (id, revision)
JOIN pages ON pages.tenant_id = :tenant AND pages.id = made.id AND pages.snapshot_revision = made.revision
ON CONFLICT (tenant_id, page_id, revision) WHERE kind = 'publish' DO NOTHING
""")


def name_version(page_id: UUID, *, name: str, revision: int | None = None) -> PageVersion:
    """Save a state of the page, by default the newest, under a name.

    Raises NotFound, and Invalid or Conflict if the name cannot be used.
    """
    with transaction() as session:
        head = _lock(session, page_id)
        _check_free(session, page_id, cleaned := _clean(name))
        _check_limit(session, page_id)
        wanted = head if revision is None else revision
        tree = tree_at(page_id, wanted)
        version = PageVersion(
            id=uuid4(),
            page_id=page_id,
            revision=wanted,
            kind=VersionKind.NAMED,
            name=cleaned,
            actor_id=current_scope().user_id,
            puck_data=codecs.dump_puck(tree),
            meta=codecs.dump_meta(tree),
        )
        session.add(version)
        session.flush()
        return version


def rename_version(page_id: UUID, version_id: UUID, *, name: str) -> PageVersion:
    """Rename a version; a published version has no name until then.

    Raises NotFound, and Invalid or Conflict if the name cannot be used.
    """
    with transaction() as session:
        _lock(session, page_id)
        version = session.scalar(
            select(PageVersion).where(PageVersion.page_id == page_id, PageVersion.id == version_id)
        )
        if version is None:
            raise NotFound("We couldn’t find that version.")
        cleaned = _clean(name)
        _check_free(session, page_id, cleaned, exclude=version_id)
        version.name = cleaned
        session.flush()
        return version


def store_published_versions(
    session: Session, revisions: Sequence[tuple[UUID, int]], *, actor_id: UUID | None
) -> None:
    """Save the published revisions as versions, once per page and revision."""
    if not revisions:
        return
    ids, numbers = zip(*revisions, strict=True)
    given = {"tenant": current_tenant_id(), "ids": list(ids), "revisions": list(numbers), "actor": actor_id}
    session.execute(FROM_SNAPSHOTS, given)
    existing = select(PageVersion.page_id, PageVersion.revision).where(
        PageVersion.page_id.in_(ids), PageVersion.kind == VersionKind.PUBLISH
    )
    there = {(row.page_id, row.revision) for row in session.execute(existing)}
    missing = dict(set(revisions) - there)
    for page_id, tree in trees_at(missing).items() if missing else ():
        session.add(
            PageVersion(
                page_id=page_id,
                revision=missing[page_id],
                kind=VersionKind.PUBLISH,
                actor_id=actor_id,
                puck_data=codecs.dump_puck(tree),
                meta=codecs.dump_meta(tree),
            )
        )
    session.flush()


def _lock(session: Session, page_id: UUID) -> int:
    """Lock the page and return its newest revision, so that concurrent requests cannot store the same name."""
    query = select(Page.revision).where(Page.id == page_id, Page.deleted_at.is_(None))
    head = session.scalar(query.with_for_update())
    if head is None:
        raise NotFound("We couldn’t find that page. It may be in the trash.")
    return head


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Invalid("Please enter a name, such as “Before the new cover”.", field="name")
    if len(cleaned) > MAX_NAME_LENGTH:
        raise Invalid(
            f"This name is {len(cleaned)} characters long; please use at most {MAX_NAME_LENGTH}.",
            field="name",
        )
    return cleaned


def _check_limit(session: Session, page_id: UUID) -> None:
    of_page = (PageVersion.page_id == page_id, PageVersion.kind == VersionKind.NAMED)
    if (session.scalar(select(func.count()).where(*of_page)) or 0) >= MAX_NAMED:
        raise Conflict(f"A page can have at most {MAX_NAMED:,} versions with names.", field="name")


def _check_free(session: Session, page_id: UUID, name: str, *, exclude: UUID | None = None) -> None:
    taken = select(PageVersion.id).where(
        PageVersion.page_id == page_id, func.lower(PageVersion.name) == name.lower()
    )
    if exclude is not None:
        taken = taken.where(PageVersion.id != exclude)
    if session.scalar(taken.limit(1)) is not None:
        raise Conflict(
            f"This page already has a version called “{name}”. Please choose another name.", field="name"
        )
